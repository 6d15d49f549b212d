// The few lines of DOM that every widget needs.

const SVG = "http://www.w3.org/2000/svg";

export function set(node, attributes) {
  for (const [name, value] of Object.entries(attributes)) {
    if (value === null || value === undefined || value === false) node.removeAttribute(name);
    else if (name === "text") {
      if (node.textContent !== String(value)) node.textContent = value;
    } else {
      // Writing an unchanged attribute still costs a restyle, and most do not change between frames.
      const written = value === true ? "" : String(value);
      if (node.getAttribute(name) !== written) node.setAttribute(name, written);
    }
  }
  return node;
}

export function html(tag, attributes = {}, ...children) {
  const node = set(document.createElement(tag), attributes);
  node.append(...children.filter((child) => child !== null));
  return node;
}

// The commonest of all nodes.
export const div = (name, ...children) => html("div", { class: name }, ...children);

export function svg(tag, attributes = {}, ...children) {
  const node = set(document.createElementNS(SVG, tag), attributes);
  node.append(...children);
  return node;
}
