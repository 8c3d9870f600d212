/** A box of an MP4 or MOV file as a tree, to take files apart and to put them together otherwise. */
export interface BoxTree {
	name: string;
	/** The content, unless it consists of boxes. */
	content: Buffer;
	children?: BoxTree[];
}

const CONTAINERS = 'moov trak edts mdia minf dinf stbl mvex moof traf'.split(' ');

/** Takes a well-made file apart. */
export function boxesOf(bytes: Buffer): BoxTree[] {
	const boxes: BoxTree[] = [];
	for (let at = 0; at + 8 <= bytes.length; ) {
		const stated = bytes.readUInt32BE(at);
		const header = stated === 1 ? 16 : 8;
		const size = stated === 1 ? Number(bytes.readBigUInt64BE(at + 8)) : stated || bytes.length - at;
		const name = bytes.toString('latin1', at + 4, at + 8);
		const content = bytes.subarray(at + header, at + size);
		const children = CONTAINERS.includes(name) ? boxesOf(content) : undefined;
		boxes.push({ name, content, children });
		at += size;
	}
	return boxes;
}

export const box = (name: string, content: Buffer | BoxTree[]): BoxTree =>
	Array.isArray(content)
		? { name, content: Buffer.alloc(0), children: content }
		: { name, content };

/** Puts boxes together. */
export const bytesOf = (boxes: BoxTree[]): Buffer => Buffer.concat(boxes.map(bytesOfBox));

function bytesOfBox({ name, content, children }: BoxTree): Buffer {
	const inside = children === undefined ? content : bytesOf(children);
	const header = Buffer.alloc(8);
	header.writeUInt32BE(8 + inside.length);
	header.write(name, 4, 'latin1');
	return Buffer.concat([header, inside]);
}

/** All boxes of a name, however deep. */
export const allNamed = (boxes: BoxTree[], name: string): BoxTree[] =>
	boxes.flatMap((one) => [
		...(one.name === name ? [one] : []),
		...allNamed(one.children ?? [], name),
	]);

/** Changes the places of all chunks by so many bytes. */
export function moveChunks(boxes: BoxTree[], bytes: number): BoxTree[] {
	for (const { content } of allNamed(boxes, 'stco')) {
		for (let at = 8; at < content.length; at += 4) {
			content.writeUInt32BE(content.readUInt32BE(at) + bytes, at);
		}
	}
	return boxes;
}
