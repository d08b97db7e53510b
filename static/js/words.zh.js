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
  "Copied.": "已复制。",
  Suggestions: "建议",
  "author, %(n)s": "作者，%(n)s 篇",
  "Looking for related papers …": "正在查找相关论文……",
};
