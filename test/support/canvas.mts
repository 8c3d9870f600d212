import type { INode, IWorkflowBase } from 'n8n-workflow';

/** What n8n's editor draws of a workflow, in pixels of its canvas at 100%. */

export interface Box {
	name: string;
	left: number;
	top: number;
	right: number;
	bottom: number;
}

interface Point {
	x: number;
	y: number;
}

/** A line from an output to an input, as points close to each other. */
export interface Wire {
	from: string;
	to: string;
	points: Point[];
}

const NODE_SIZE = 96;
/** What each output after the second adds to the height of a node. */
const OUTPUT_HEIGHT = 32;
/** Of an agent, which has inputs below, and of what is connected there. */
const ROOT_WIDTH = 256;
const SUB_NODE_SIZE = 80;

export const isNote = ({ type }: INode): boolean => type.endsWith('.stickyNote');
const isRoot = ({ type }: INode) => type.endsWith('.agent');
const isSubNode = ({ type }: INode) => /Tool$|\.lmChat|\.memory/.test(type);

/** The notes, and the nodes without their names. */
export function boxOf(node: INode): Box {
	const [left, top] = node.position;
	const { width, height } = sizeOf(node);
	return { name: node.name, left, top, right: left + width, bottom: top + height };
}

function sizeOf(node: INode): { width: number; height: number } {
	if (isNote(node)) return node.parameters as { width: number; height: number };
	if (isSubNode(node)) return { width: SUB_NODE_SIZE, height: SUB_NODE_SIZE };
	const height = NODE_SIZE + Math.max(0, outputsOf(node) - 2) * OUTPUT_HEIGHT;
	return { width: isRoot(node) ? ROOT_WIDTH : NODE_SIZE, height };
}

/** How many outputs a node has, the one for errors among them. */
function outputsOf({ type, parameters, onError }: INode): number {
	const own = () => {
		if (type.endsWith('.if')) return 2;
		if (!type.endsWith('.switch')) return 1;
		const { rules, options } = parameters as {
			rules: { values: unknown[] };
			options: { fallbackOutput?: string };
		};
		return rules.values.length + (options.fallbackOutput === 'extra' ? 1 : 0);
	};
	return own() + (onError === 'continueErrorOutput' ? 1 : 0);
}

/** The name of a node below it, and the operation below that. An agent's name stands in it. */
export function labelOf(node: INode): Box {
	const { left, right, bottom } = boxOf(node);
	if (isRoot(node)) return { name: node.name, left, top: bottom, right, bottom };
	const width = Math.min(node.name.length * 7.5, 2 * NODE_SIZE);
	const lines = Math.ceil((node.name.length * 7.5) / (2 * NODE_SIZE));
	const middle = (left + right) / 2;
	return {
		name: `the name of ${node.name}`,
		left: middle - width / 2,
		top: bottom,
		right: middle + width / 2,
		bottom: bottom + 8 + lines * 20 + 16,
	};
}

export const overlap = (a: Box, b: Box): boolean =>
	a.left < b.right && b.left < a.right && a.top < b.bottom && b.top < a.bottom;

export const isIn = ({ x, y }: Point, { left, top, right, bottom }: Box): boolean =>
	left < x && x < right && top < y && y < bottom;

/** The smallest box around all of it. */
export function around(boxes: Box[]): { width: number; height: number } {
	return {
		width:
			Math.max(...boxes.map(({ right }) => right)) - Math.min(...boxes.map(({ left }) => left)),
		height:
			Math.max(...boxes.map(({ bottom }) => bottom)) - Math.min(...boxes.map(({ top }) => top)),
	};
}

/** All lines between outputs and inputs on the left and right of nodes. */
export function wiresOf({
	nodes,
	connections,
}: Pick<IWorkflowBase, 'nodes' | 'connections'>): Wire[] {
	const named = (wanted: string) => nodes.find(({ name }) => name === wanted)!;
	return Object.entries(connections).flatMap(([from, { main = [] }]) =>
		main.flatMap((ends, output) =>
			(ends ?? []).map(({ node: to }) => {
				const source = boxOf(named(from));
				const share = (output + 1) / (outputsOf(named(from)) + 1);
				const target = boxOf(named(to));
				const begin = { x: source.right, y: source.top + (source.bottom - source.top) * share };
				const end = { x: target.left, y: (target.top + target.bottom) / 2 };
				return { from, to, points: path(begin, end) };
			}),
		),
	);
}

/** How far a line that goes back runs below the output that it comes from, and beside nodes. */
const BELOW = 130;
const BESIDE = 40;

function path(begin: Point, end: Point): Point[] {
	if (begin.x - 20 > end.x) {
		const y = begin.y + BELOW;
		const corners = [
			begin,
			{ x: begin.x + BESIDE, y: begin.y },
			{ x: begin.x + BESIDE, y },
			{ x: end.x - BESIDE, y },
			{ x: end.x - BESIDE, y: end.y },
			end,
		];
		return corners.slice(1).flatMap((corner, at) => straight(corners[at], corner));
	}
	const bend = Math.abs(end.x - begin.x) / 2;
	const points = [begin, { x: begin.x + bend, y: begin.y }, { x: end.x - bend, y: end.y }, end];
	return steps(200).map((t) => {
		const of = (axis: 'x' | 'y') => {
			const [a, b, c, d] = points.map((point) => point[axis]);
			return (1 - t) ** 3 * a + 3 * (1 - t) ** 2 * t * b + 3 * (1 - t) * t ** 2 * c + t ** 3 * d;
		};
		return { x: of('x'), y: of('y') };
	});
}

const straight = (a: Point, b: Point): Point[] =>
	steps(200).map((t) => ({ x: a.x + (b.x - a.x) * t, y: a.y + (b.y - a.y) * t }));

const steps = (count: number): number[] =>
	Array.from({ length: count + 1 }, (_value, step) => step / count);

/** How high the text of a note is, roughly, at the note's width. */
export function textHeight({ parameters }: INode): number {
	const { content, width } = parameters as { content: string; width: number };
	const lineOf = (text: string) => {
		if (text.startsWith('## ')) return 34;
		if (text === '') return 12;
		const isListed = /^\d\. /.test(text);
		const perLine = (width - 34) / 6.7 - (isListed ? 3 : 0);
		const lines = Math.ceil(text.replaceAll('**', '').replaceAll('`', '').length / perLine);
		return lines * 19 + (isListed ? 4 : 0);
	};
	return content.split('\n').reduce((sum, text) => sum + lineOf(text), 14);
}
