import type { ChargebackTable } from '../report/sectionModel.js';
import type { TeamLabel } from './financeRow.js';

/**
 * Labels that a finance file may carry: a team or cost centre that the report withholds is `withheld` here as well, so
 * that no file gives away what the page hides.
 */
export function teamLabels(
	table: ChargebackTable,
	costCenterOf: (team: string) => string | null,
): (team: string | null) => TeamLabel {
	const shownTeams = new Set(table.teams.filter(({ withheld }) => withheld === null).map(({ name }) => name));
	const hiddenCenters = new Set(
		table.costCenters.filter(({ withheld }) => withheld !== null).map(({ name }) => name),
	);
	return (team) => {
		if (team === null) return { team: null, costCenter: null };
		const costCenter = costCenterOf(team);
		return {
			team: shownTeams.has(team) ? team : 'withheld',
			costCenter: costCenter !== null && hiddenCenters.has(costCenter) ? 'withheld' : costCenter,
		};
	};
}
