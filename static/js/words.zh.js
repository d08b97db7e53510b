// The Chinese of what scripts say, English sentence → Chinese. A page's own sentences are in webapp/translations.

/** @type {Record<string, string>} */
export default {
  Undo: "撤销",
  "1 paper marked read": "已将 1 篇论文标为已读",
  "%(n)s papers marked read": "已将 %(n)s 篇论文标为已读",
  "Note kept": "笔记已保存",
  "Note taken away": "笔记已删除",
  "On the list %(name)s": "已加入列表“%(name)s”",
  "%(n)s more papers": "又载入 %(n)s 篇论文",
  "Mark these %(n)s read": "将这 %(n)s 篇标为已读",
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
