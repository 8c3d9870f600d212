import { parse, View } from 'vega';
import { compile, type TopLevelSpec } from 'vega-lite';

import { HONEST, NONE } from '../../../test/support/polling/tasks.mts';
import type { Polling } from './measure.mts';

/** Draws status checks against delay, both on a logarithmic scale, as SVG. */
export async function plot({ curves, others, usual }: Polling): Promise<string> {
	const lines = curves.flatMap(({ name, points }) =>
		points.map(({ questions, meanDelayS }) => ({ name, questions, meanDelayS })),
	);
	const marks = [
		...others.map((point) => ({ ...point, label: point.schedule })),
		...usual
			.filter(({ shape }) => shape === HONEST || shape === NONE)
			.map((point) => ({ ...point, label: 'this node' })),
	];
	const x = logarithmic('questions', 'Status checks per task', [4, 120], [5, 10, 20, 30, 50, 90]);
	const y = logarithmic(
		'meanDelayS',
		'Delay after the task is done, s (mean)',
		[0.1, 30],
		[0.1, 0.3, 1, 3, 10, 30],
	);
	const spec: TopLevelSpec = {
		width: 640,
		height: 400,
		background: 'white',
		layer: [
			{
				data: { values: lines },
				mark: { type: 'line', clip: true },
				encoding: {
					x,
					y,
					color: {
						field: 'name',
						type: 'nominal',
						title: null,
						sort: curves.map(({ name }) => name),
						scale: { range: ['#0a6e4f', '#2fa37c', '#8fd0b5', '#c0392b', '#e59866'] },
						legend: { orient: 'bottom', columns: 1, labelLimit: 400 },
					},
				},
			},
			{
				data: { values: marks },
				mark: { type: 'point', filled: true, color: 'black', size: 28 },
				encoding: { x, y },
			},
			{
				data: { values: marks },
				mark: { type: 'text', align: 'left', dx: 5, dy: -6, fontSize: 10 },
				encoding: { x, y, text: { field: 'label' } },
			},
		],
	};
	return await new View(parse(compile(spec).spec), { renderer: 'none' }).toSVG();
}

const logarithmic = (field: string, title: string, domain: number[], values: number[]) => ({
	field,
	type: 'quantitative' as const,
	title,
	scale: { type: 'log' as const, domain, nice: false },
	axis: { values },
});
