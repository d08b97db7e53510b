// The Chinese of what scripts say, English sentence → Chinese. A page's own sentences are in webapp/translations.

/** @type {Record<string, string>} */
export default {
  Undo: "撤销",

  // Cards: PDF, copying, search in a page
  "Fold away": "收起",
  "Loading …": "正在加载……",
  "Open the PDF in a new tab": "在新标签页中打开 PDF",
  "PDF of arXiv:%(id)s": "arXiv:%(id)s 的 PDF",
  "It cannot be shown here.": "无法在此显示。",
  "Looking for related papers …": "正在查找相关论文……",
  Copied: "已复制",
  "Copied with the answers": "已连同回答一起复制",
  "With the answers": "连同回答",
  "The text cannot be had just now.": "暂时无法取得文本。",
  "The browser lets no page copy here. Copy the text yourself, with Ctrl or Command and C:": "浏览器不允许网页在此复制。请用 Ctrl 或 Command 加 C 自行复制：",
  Close: "关闭",
  "%(found)s of %(all)s papers": "%(all)s 篇中的 %(found)s 篇",
  "%(at)s of %(found)s": "第 %(at)s 篇，共 %(found)s 篇",
};
