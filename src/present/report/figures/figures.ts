import type { Report } from '../../../core/report/model.js';
import type { FigureKind } from '../document.js';
import { bridgeFigure } from './bridgeFigure.js';
import type { Drawing } from './drawing.js';
import { matchedFigure } from './matchedFigure.js';
import { outcomesFigure } from './outcomesFigure.js';
import { forecastFigure, modelsFigure } from './spendFigures.js';
import { weeksFigure } from './weeksFigure.js';

const figures: Readonly<Record<FigureKind, (report: Report) => Drawing[]>> = {
	bridge: bridgeFigure,
	outcomes: outcomesFigure,
	matched: matchedFigure,
	weeks: weeksFigure,
	models: modelsFigure,
	forecast: forecastFigure,
};

/** The drawings of a figure; none where there is nothing to draw. */
export function drawingsOf(kind: FigureKind, report: Report): Drawing[] {
	return figures[kind](report);
}
