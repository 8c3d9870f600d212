import { resolutionOf, type Edit } from '../checks/edit';
import type { Task } from '../service/service';
import { promptPrint } from './promptPrint';

/** By what an edit that was sent is known again, where the service tells as much of a task. */
export interface SentEdit {
	/** The print of its prompt. At another attempt an expression may give another one. */
	prompt: string;
	resolution: string;
	/** How long its video may be taken for, if all of it is edited. */
	seconds?: number[];
}

/** @param seconds how long the video may be taken for, if that is known */
export const sentEdit = (edit: Edit, seconds?: number[]): SentEdit => ({
	prompt: promptPrint(edit.prompt),
	resolution: resolutionOf(edit),
	...(!edit.durationS && seconds && seconds.length > 0 && { seconds }),
});

/** Services count in other ways than the node. */
const SAME_LENGTH_S = 1;

/** In what a task with the same prompt is not like the edit that was sent, or `undefined`. */
export function unlikeness(sent: SentEdit, { sourceS, resolution }: Task): string | undefined {
	if (resolution !== undefined && resolution !== sent.resolution) {
		return `it was made in ${resolution}, and this edit is one in ${sent.resolution}`;
	}
	const { seconds } = sent;
	if (sourceS === undefined || seconds === undefined) return undefined;
	const isLike = seconds.some((length) => Math.abs(length - sourceS) <= SAME_LENGTH_S);
	const shown = (length: number) => `${Number(length.toFixed(1))} s`;
	return isLike
		? undefined
		: `its video lasts ${shown(sourceS)}, and that of this edit ${shown(seconds[0])}`;
}
