// Makes a part of the page the same as new HTML with as few changes as it takes, so that focus, selection, what is
// unfolded and how far a box is scrolled stay as they are.

/** Its children become those that the HTML says. */
export function sameAs(element, html) {
  const template = document.createElement('template');
  template.innerHTML = html;
  children(element, template.content);
}

function children(old, fresh) {
  const named = new Map([...old.children].filter(({ id }) => id).map((child) => [child.id, child]));
  let at = old.firstChild;
  for (const wanted of [...fresh.childNodes]) {
    const same = wanted.id ? named.get(wanted.id) : undefined;
    if (same?.nodeName === wanted.nodeName) {
      if (same === at) at = at.nextSibling;
      else old.insertBefore(same, at);
      one(same, wanted);
    } else if (!wanted.id && at && !at.id && at.nodeName === wanted.nodeName) {
      one(at, wanted);
      at = at.nextSibling;
    } else {
      old.insertBefore(wanted, at);
    }
  }
  while (at) {
    const next = at.nextSibling;
    at.remove();
    at = next;
  }
}

function one(old, fresh) {
  if (!(old instanceof Element)) {
    if (old.nodeValue !== fresh.nodeValue) old.nodeValue = fresh.nodeValue;
    return;
  }
  for (const { name } of [...old.attributes])
    if (!fresh.hasAttribute(name) && !keeps(old, name)) old.removeAttribute(name);
  for (const { name, value } of [...fresh.attributes])
    if (old.getAttribute(name) !== value && !keeps(old, name)) old.setAttribute(name, value);
  if (old.matches('textarea, option, select')) {
    if (old.outerHTML !== fresh.outerHTML) old.replaceWith(fresh);
    return;
  }
  // The script writes into these; the words of the server would only flicker.
  if (old.nodeName === 'TIME' && old.dataset.shown) return;
  children(old, fresh);
}

/** What whoever looks has unfolded, and what the script itself has set. */
function keeps(element, name) {
  return (
    (element.nodeName === 'DETAILS' && name === 'open') ||
    (element.nodeName === 'TIME' && ['class', 'title', 'data-shown'].includes(name))
  );
}
