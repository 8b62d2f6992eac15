// What a person would see at once and a checker of rules does not: text in its own background's colour, text cut off
// without dots, a page wider than the window, targets too small to hit.
() => {
  const found = [];
  const seen = (element) => {
    const box = element.getBoundingClientRect();
    const style = getComputedStyle(element);
    return box.width > 1 && box.height > 1 && style.visibility !== "hidden" && Number(style.opacity) > 0.05;
  };
  const name = (element) => {
    const text = (element.getAttribute("aria-label") || element.textContent || "").trim().slice(0, 40);
    return `${element.tagName.toLowerCase()}.${String(element.className.baseVal ?? element.className).split(" ")[0]} "${text}"`;
  };
  const ground = (element) => {
    for (let at = element; at; at = at.parentElement) {
      const color = getComputedStyle(at).backgroundColor;
      if (!color.endsWith(", 0)") && color !== "transparent") return color;
    }
    return "none";
  };
  if (document.documentElement.scrollWidth > innerWidth + 1) found.push(`page is ${document.documentElement.scrollWidth} wide`);
  for (const main of document.querySelectorAll("main")) {
    if (main.scrollWidth > main.clientWidth + 1) found.push(`main is ${main.scrollWidth} wide in ${main.clientWidth}`);
  }
  for (const element of document.body.querySelectorAll("*")) {
    if (!seen(element) || element.closest("[aria-hidden=true], svg, .react-flow, [data-lint=off]")) continue;
    const style = getComputedStyle(element);
    const own = [...element.childNodes].some((node) => node.nodeType === 3 && node.textContent.trim());
    if (own && style.color === ground(element)) found.push(`invisible ${name(element)}`);
    const cut = own && element.scrollWidth > element.clientWidth + 2 && style.overflowX === "hidden";
    if (cut && style.textOverflow !== "ellipsis" && element.clientWidth > 1) found.push(`cut off ${name(element)}`);
    if (element.matches("button, a[href], [role=button], [role=option]") && style.display !== "inline") {
      const box = element.getBoundingClientRect();
      const small = Math.min(box.width, box.height) < 23.5 && box.width * box.height < 24 * 48;
      if (small) found.push(`${Math.round(box.width)}x${Math.round(box.height)} target ${name(element)}`);
    }
  }
  return found;
}
