// The controls of one kind that a person could see and use now, by their name; all of the kind where none is given.
// Behind a modal dialog the page is inert, so that only what is in it counts.
const [selector, name, part] = arguments;
const squeeze = text => (text ?? "").replaceAll("※必須", "").replaceAll(/\s+/g, "");
const textOf = ids => ids.split(/\s+/).map(id => document.getElementById(id)?.textContent ?? "").join("");
// What a screen reader says of a cell; what is out of sight has no text that can be seen.
const said = cell => [...cell.childNodes].map(part => part.ariaHidden === "true" ? "" : part.textContent).join("");
const nameOf = element => {
  if (element.matches("tr, [role=row]")) return [...element.children].map(said).join("");
  const by = element.getAttribute("aria-labelledby");
  if (by) return textOf(by);
  const labels = [...(element.labels ?? [])].map(label => label.textContent).join("");
  return element.getAttribute("aria-label") || labels || element.innerText || element.textContent;
};
const isNamed = element => {
  if (name === null) return true;
  const [has, wanted] = [squeeze(nameOf(element)), squeeze(name)];
  return part ? has.includes(wanted) : has === wanted;
};
const dialogs = [...document.querySelectorAll("dialog:modal")];
const found = selector === "dialog" ? dialogs : [...(dialogs.at(-1) ?? document).querySelectorAll(selector)];
return found.filter(element => element.checkVisibility({ visibilityProperty: true }) && isNamed(element));
