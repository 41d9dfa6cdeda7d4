import { hint } from "./chosenkeys.js";

/**
 * Makes an element. Text goes in as text, never as markup: names come from untrusted files.
 * @template {keyof HTMLElementTagNameMap} Tag
 * @param {Tag} tag
 * @param {Record<string, string | number | boolean | null>} [attributes] null and false leave one out
 * @param {...(Node | string)} children
 * @returns {HTMLElementTagNameMap[Tag]}
 */
export function h(tag, attributes = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value !== null && value !== false) element.setAttribute(name, value === true ? "" : String(value));
  }
  element.append(...children);
  return element;
}

/**
 * Sets an attribute only where it changes, so that nothing is laid out for nothing at 60 Hz.
 * @param {Element} element
 * @param {string} name
 * @param {string | null} value
 */
export function set(element, name, value) {
  if (value === null) element.removeAttribute(name);
  else if (element.getAttribute(name) !== value) element.setAttribute(name, value);
}

/**
 * @param {Node} node
 * @param {string} text
 */
export function write(node, text) {
  if (node.textContent !== text) node.textContent = text;
}

/**
 * A button that shows an icon and says its name to those who cannot see it.
 * @param {string} icon SVG text of our own bundle
 * @param {string} name
 * @param {import("./keys.js").CommandName} [command] whose key does the same
 */
export function iconButton(icon, name, command) {
  const button = h("button", {
    type: "button",
    class: "icon-button",
    "aria-label": name,
    title: name,
  });
  if (command) hint(button, [command], (key) => `${name} (${key})`);
  button.append(iconOf(icon));
  return button;
}

/** @param {string} svg */
export function iconOf(svg) {
  const template = document.createElement("template");
  template.innerHTML = svg;
  const icon = /** @type {SVGElement} */ (template.content.firstElementChild);
  icon.setAttribute("aria-hidden", "true");
  icon.removeAttribute("class");
  return icon;
}

/**
 * A button that a pointer pressed keeps the focus, but not space, until the focus has left it: whoever presses
 * space after a click means to play.
 * @param {HTMLElement} button
 */
export function leaveSpace(button) {
  button.dataset.pointed = "";
  button.addEventListener("blur", () => delete button.dataset.pointed, { once: true });
}
