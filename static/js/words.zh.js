// The Chinese of what scripts say, English sentence → Chinese. A page's own sentences are in webapp/translations.

/** @type {Record<string, string>} */
export default {
  Undo: "撤销",
  "1 paper marked read": "1 篇论文已标为已读",
  "%(n)s papers marked read": "%(n)s 篇论文已标为已读",
  "Note kept": "笔记已保存",
  "Note taken away": "笔记已删除",
  "On the list %(name)s": "已放入清单 %(name)s",
  "The answers cannot be had just now.": "暂时无法获取回答。",
  Suggestions: "建议",
  "author, %(n)s": "作者，%(n)s 篇",
  "Looking for related papers …": "正在查找相关论文……",
  "%(at)s of %(found)s": "第 %(at)s 篇，共 %(found)s 篇",
  "%(found)s of %(all)s papers": "%(all)s 篇论文中有 %(found)s 篇",
  Close: "关闭",
  Copied: "已复制",
  "Copied with the answers": "已连同回答一起复制",
  "Fold away": "收起",
  "It cannot be shown here.": "无法在此显示。",
  "Loading …": "正在加载……",
  "Open the PDF in a new tab": "在新标签页中打开 PDF",
  "PDF of arXiv:%(id)s": "arXiv:%(id)s 的 PDF",
  "The browser lets no page copy here. Copy the text yourself, with Ctrl or Command and C:": "浏览器不允许页面在此复制。请按 Ctrl（或 Command）+ C 自行复制：",
  "The text cannot be had just now.": "暂时无法获取文字。",
  "With the answers": "连同回答",
};
