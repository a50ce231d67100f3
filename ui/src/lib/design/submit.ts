/** Submits the form on Enter in a group of options, as browsers do in a text field. */
export function submitOnEnter(event: KeyboardEvent): void {
  if (event.key !== "Enter" || event.isComposing || !(event.target instanceof Element)) return;
  const form = event.target.closest("form");
  if (!form) return;
  event.preventDefault();
  form.requestSubmit();
}
