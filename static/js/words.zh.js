// The Chinese of what scripts say, English sentence → Chinese. A page's own sentences are in webapp/translations.

/** @type {Record<string, string>} */
export default {
  Undo: "撤销",
};
