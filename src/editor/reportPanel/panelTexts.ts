import type { PanelTexts } from '../../core/protocol.js';
import type { Translate } from '../viewModels/translate.js';

/** Periods the panel offers. */
export function periodOptions(t: Translate): { days: number; label: string }[] {
	return [
		{ days: 7, label: t('last 7 days') },
		{ days: 30, label: t('last 30 days') },
		{ days: 90, label: t('last 90 days') },
		{ days: 365, label: t('last 365 days') },
	];
}

/** The panel's words. */
export function panelTexts(t: Translate): PanelTexts {
	return {
		period: t('Period'),
		repository: t('Repository'),
		team: t('Team'),
		exportAs: t('Save as'),
		cancel: t('Cancel'),
		retry: t('Try again'),
		working: t('Computing the report'),
		stopped: t('Stopped. The report was not computed.'),
	};
}
