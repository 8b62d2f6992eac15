// Keyboard rules that every page shares.

/** A key pressed in a text box, in a dialog or while an input method composes belongs to that, not to a shortcut. */
export function isTyping(event: KeyboardEvent): boolean {
  const target = event.target as HTMLElement | null;
  if (isComposing(event)) return true;
  return Boolean(target?.closest?.("input, textarea, select, [contenteditable=true], [role=dialog], [role=menu]"));
}

/** Enter that confirms a word of an input method must not send (keyCode 229 is Safari's way to say so). */
export function isComposing(event: { isComposing: boolean; keyCode: number }): boolean {
  return event.isComposing || event.keyCode === 229;
}
