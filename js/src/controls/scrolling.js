/** Whether anything around an element scrolls. @param {Element} element */
export function isScrolled(element) {
  for (let at = parentOf(element); at; at = parentOf(at)) {
    const room = at.scrollHeight - at.clientHeight > 1;
    if (room && (at === document.scrollingElement || /auto|scroll/.test(getComputedStyle(at).overflowY))) return true;
  }
  return false;
}

/** @param {Element} element @returns {Element | null} also out of a shadow root */
function parentOf(element) {
  const root = element.getRootNode();
  return element.parentElement ?? (root instanceof ShadowRoot ? root.host : null);
}
