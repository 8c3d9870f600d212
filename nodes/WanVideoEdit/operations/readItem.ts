import type { IExecuteSingleFunctions, IHttpRequestOptions } from 'n8n-workflow';

import { resolutionOf, type Edit } from '../checks/edit';
import type { Settings } from '../checks/settings';
import type { Sources } from '../checks/sources';
import type { ProbeResult } from '../checks/videoLimits';
import { assertKeyOfOneEdit } from '../purchase/ownKeys';
import { Client } from '../service/client';
import { estimateOf, type Estimate } from '../service/estimate';
import type { Price } from '../service/price';
import { readImageFiles, type ImageFile } from '../source/imageFiles';
import { readVideoFile, type VideoFile } from '../source/videoFile';
import { readEdit, readSettings, readSources } from './readParameters';

/** What an item asks for, with its files, and the service that is to do it. */
export interface Item {
	settings: Settings;
	client: Client;
	sources: Sources;
	/** Its media that are files have no address yet. */
	edit: Edit;
	video?: VideoFile;
	images: ImageFile[];
}

/**
 * Credential and parameters → files: what Submit Edit and Estimate Edit read and check alike, before a link is probed.
 *
 * @throws what the credential, a parameter or a file breaks
 */
export async function readItem(
	context: IExecuteSingleFunctions,
	request: IHttpRequestOptions,
): Promise<Item> {
	const client = await Client.of(context, request);
	const settings = readSettings(context, { waitsByDefault: true });
	assertKeyOfOneEdit(context, settings.ownKey);
	const sources = readSources(context);
	const edit = readEdit(context, request, sources);
	client.service.refuse(edit, settings.ownKey);

	const video = await readVideoFile(context, sources);
	const images = await readImageFiles(context, sources, client.service.uploads.imageTypes);
	return { settings, client, sources, edit, video, images };
}

/**
 * What the edit of an item costs, as far as that is known.
 *
 * @param about whether it is bought already: then a wrong price must not keep anybody from it
 * @throws {UserError} when the price in the credential cannot be used
 */
export const estimateOfItem = (
	{ client, edit }: Item,
	{ probed, isBought = false }: { probed?: ProbeResult; isBought?: boolean },
): Estimate =>
	estimateOf(edit, {
		probed,
		price: isBought ? priceIfUsable(client, edit) : client.priceOf(resolutionOf(edit)),
		billsSource: client.service.billsSource,
	});

function priceIfUsable(client: Client, edit: Edit): Price | undefined {
	try {
		return client.priceOf(resolutionOf(edit));
	} catch {
		return undefined;
	}
}
