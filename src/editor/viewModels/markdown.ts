/**
 * Text of the outside world (branch names, model ids, file paths) for a trusted Markdown string: no link, image,
 * icon, HTML or table cell can come of it.
 */
export function escapeMarkdown(text: string): string {
	return text
		.replace(/[\\`*_{}[\]()#+\-.!~|$<>&]/g, (character) =>
			character === '<' ? '&lt;' : character === '&' ? '&amp;' : `\\${character}`,
		)
		.replace(/\s+/g, ' ');
}

/** A link that runs a command of this extension. */
export function commandLink(label: string, command: string): string {
	return `[${escapeMarkdown(label)}](command:${command})`;
}
