import type * as z from 'zod';
import type { Venue } from '../../margin/account.ts';
import type { Policy } from '../../margin/policies/registry.ts';
import type { Market } from '../../market/model.ts';
import type { Problems } from '../document/problems.ts';
import type { TreeNode } from '../document/tree.ts';

/** One kind of policy in an experiment: its fields, and how they become the policy that the engines run. */
export interface PolicyReader {
  readonly form: z.ZodObject;
  /** Checks the fields at `node`; problems are recorded, and nothing is returned if there are any. */
  read(name: string, node: TreeNode, scheme: PolicyScheme, problems: Problems, warnings: string[]): Policy | undefined;
}

/** What a policy may refer to. */
export interface PolicyScheme {
  readonly name: string;
  readonly pools: readonly { readonly name: string; readonly positions: readonly number[] }[];
  /** In the order of the account; the asset is undefined where it could not be read. */
  readonly positions: readonly { readonly name: string; readonly asset: number | undefined }[];
  /** Units per collateral asset that are in no pool. */
  readonly treasury: readonly number[];
  readonly contract: Venue['contract'];
  readonly quote: string;
  /** Value of all collateral in quote; undefined if it could not be read. */
  readonly value: number | undefined;
  readonly market: Market | undefined;
  readonly stepSeconds: number | undefined;
}
