import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

import { describe, expect, test } from '@jest/globals';
import type { IWorkflowBase } from 'n8n-workflow';

import {
	around,
	boxOf,
	isIn,
	isNote,
	labelOf,
	overlap,
	textHeight,
	wiresOf,
} from '../support/canvas.mts';

/** What fits into a window with text that can be read. */
const MOST = { width: 1_760, height: 1_140 };

const EXAMPLES = readdirSync('examples').map((file) => ({
	name: file.replace('.json', ''),
	workflow: JSON.parse(readFileSync(join('examples', file), 'utf8')) as IWorkflowBase,
}));

describe.each(EXAMPLES)('$name', ({ workflow }) => {
	const { nodes } = workflow;
	const notes = nodes.filter(isNote);
	const others = nodes.filter((node) => !isNote(node));
	const boxes = nodes.map(boxOf);
	const labels = others.map(labelOf);

	test('no note, node or name lies on another', () => {
		const all = [...boxes, ...labels];
		const overlaps = all.flatMap((one, index) =>
			all
				.slice(index + 1)
				.filter((other) => overlap(one, other))
				.map((other) => `${one.name} and ${other.name}`),
		);
		expect(overlaps).toEqual([]);
	});

	test('no line runs through a node, a name or a note', () => {
		const crossings = wiresOf(workflow).flatMap(({ from, to, points }) => {
			const ends = [from, to, `the name of ${from}`, `the name of ${to}`];
			return [...boxes, ...labels]
				.filter(({ name }) => !ends.includes(name))
				.filter((box) => points.some((point) => isIn(point, box)))
				.map(({ name }) => `${from} to ${to} through ${name}`);
		});
		expect(crossings).toEqual([]);
	});

	test('it fits into a window, and each note is as high as its text', () => {
		const { width, height } = around([...boxes, ...labels]);
		expect(width).toBeLessThanOrEqual(MOST.width);
		expect(height).toBeLessThanOrEqual(MOST.height);
		const tooLow = notes.filter((note) => textHeight(note) > (note.parameters.height as number));
		expect(tooLow.map(({ name }) => name)).toEqual([]);
	});
});
