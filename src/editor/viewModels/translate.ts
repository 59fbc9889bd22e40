/**
 * Puts a message into the user's language; `{0}`, `{1}` … stand for the arguments. `vscode.l10n.t` is one. View
 * models take it as an argument, so that they run without an editor.
 */
export type Translate = (message: string, ...args: (string | number)[]) => string;

/** English as written. */
export const inEnglish: Translate = (message, ...args) =>
	message.replace(/\{(\d+)\}/g, (_whole, index: string) => String(args[Number(index)] ?? ''));

/** What a view model needs to know about the reader. */
export interface Reader {
	readonly t: Translate;
	/** BCP 47 language of the editor. */
	readonly locale: string;
	/** IANA zone of the user's clock. */
	readonly timezone: string;
	readonly nowMs: number;
}
