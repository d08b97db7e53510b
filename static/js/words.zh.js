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
  Copied: "已复制",
  "Copied with the answers": "已连同回答一起复制",
  "With the answers": "连同回答",
  "The text cannot be had just now.": "暂时无法取得文本。",
  "The browser lets no page copy here. Copy the text yourself, with Ctrl or Command and C:": "浏览器不允许网页在此复制。请用 Ctrl 或 Command 加 C 自行复制：",
  "%(found)s of %(all)s papers": "%(all)s 篇中的 %(found)s 篇",
  "%(at)s of %(found)s": "第 %(at)s 篇，共 %(found)s 篇",
  "1 paper marked read": "1 篇论文已标为已读",
  "%(n)s papers marked read": "%(n)s 篇论文已标为已读",
  "Note kept": "笔记已保存",
  "Note taken away": "笔记已删除",
  "On the list %(name)s": "已放入清单 %(name)s",
  "The answers cannot be had just now.": "暂时无法获取回答。",
  Suggestions: "建议",
  "author, %(n)s": "作者，%(n)s 篇",
  "Looking for related papers …": "正在查找相关论文……",
  "%(n)s more papers": "又载入 %(n)s 篇论文",
  "Mark these %(n)s read": "把这 %(n)s 篇标为已读",
  More: "展开",
  Less: "折叠",
  Close: "关闭",
  "Use these keys in this browser": "在本浏览器中启用这些按键",
  "To the top": "到页首",
  "To the bottom": "到页尾",
  // Offline
  Lists: "列表",
  "Papers and other pages": "论文及其他页面",
  "after the first %(n)s": "前 %(n)s 篇之后",
  "as of %(time)s": "截至 %(time)s",
  "Nothing is kept so far.": "目前没有保存任何页面。",
};
