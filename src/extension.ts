/** Entry point of the editor: wiring only. */
export function activate(): void {
	return;
}
