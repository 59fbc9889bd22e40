import type { EvidenceKind } from '../../core/evidence/evidence.js';
import type { Translate } from './translate.js';

/**
 * Words of the engine that come from a short, known list, in the user's language. Its other sentences name files, lines
 * and entries and stay English.
 */
export function evidenceName(kind: EvidenceKind, t: Translate): string {
	switch (kind) {
		case 'note':
			return t('note');
		case 'session':
			return t('session');
		case 'trailer':
			return t('trailer');
		case 'bot':
			return t('bot account');
		case 'branch':
			return t('branch name');
		case 'label':
			return t('label');
		case 'message':
			return t('commit message');
	}
}

/** What long work is doing; a step without a word of its own as the engine says it. */
export function stepName(what: string, t: Translate): string {
	switch (what) {
		case 'Reading transcripts':
			return t('Reading transcripts');
		case 'Reading notes':
			return t('Reading notes');
		case 'Reading activity':
			return t('Reading activity');
		case 'Reading commits':
			return t('Reading commits');
		case 'Counting lines':
			return t('Counting lines');
		case 'Blaming fixes':
			return t('Blaming fixes');
		case 'Comparing coverage':
			return t('Comparing coverage');
		default:
			return what;
	}
}

/** Why a coverage change is not known. */
export function coverageMissing(why: string, t: Translate): string {
	switch (why) {
		case 'It touched no source file.':
			return t('It touched no source file.');
		case 'There is no coverage report of the commit it landed as.':
			return t('There is no coverage report of the commit it landed as.');
		case 'There is no coverage report of its base or of a near ancestor.':
			return t('There is no coverage report of its base or of a near ancestor.');
		case 'The reports know none of the source files it touched.':
			return t('The reports know none of the source files it touched.');
		case 'Nothing coverable is on one of the sides (all its files are new, or hold no code).':
			return t('Nothing coverable is on one of the sides (all its files are new, or hold no code).');
		default:
			return why;
	}
}
