import { answerCommits } from './answerCommits.js';
import { answerHook, answerPreviews, answerTag } from './answerTags.js';

/** What the engine answers about commits, as one chunk: all of it rests on the same linking of sessions. */
export const commitMethods = {
	commits: answerCommits,
	previewTags: answerPreviews,
	hook: answerHook,
	tag: answerTag,
};
