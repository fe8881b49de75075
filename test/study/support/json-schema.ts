/** Enough of JSON Schema (draft 2020-12) to judge a document by the schemas of this project; any other keyword is an error. */
type Schema = Readonly<Record<string, unknown>>;

const annotations = new Set(['$schema', '$defs', 'title', 'description', 'default', 'id']);

/** Paths at which `value` does not meet `schema`, with the keyword that it breaks; empty if it does. */
export function violations(schema: Schema, value: unknown, root: Schema = schema, path = ''): string[] {
  const found: string[] = [];
  const broken = (keyword: string) => found.push(`${path}: ${keyword}`);
  for (const [keyword, rule] of Object.entries(schema)) {
    switch (keyword) {
      case '$ref':
        found.push(...violations(resolve(root, String(rule)), value, root, path));
        break;
      case 'type':
        if (![rule].flat().some((type) => hasType(value, String(type)))) broken(keyword);
        break;
      case 'enum':
        if (!(rule as unknown[]).includes(value)) broken(keyword);
        break;
      case 'const':
        if (value !== rule) broken(keyword);
        break;
      case 'pattern':
        if (typeof value === 'string' && !new RegExp(String(rule), 'u').test(value)) broken(keyword);
        break;
      case 'anyOf':
        if (!(rule as Schema[]).some((option) => violations(option, value, root, path).length === 0)) broken(keyword);
        break;
      case 'required':
        if (isMap(value))
          for (const name of rule as string[]) if (!Object.hasOwn(value, name)) broken(`${keyword} ${name}`);
        break;
      case 'properties':
        for (const [name, child] of Object.entries(rule as Readonly<Record<string, Schema>>)) {
          if (isMap(value) && Object.hasOwn(value, name))
            found.push(...violations(child, value[name], root, `${path}.${name}`));
        }
        break;
      case 'additionalProperties': {
        const known = Object.keys(schema['properties'] ?? {});
        for (const [name, child] of isMap(value) ? Object.entries(value) : []) {
          if (known.includes(name)) continue;
          if (rule === false) broken(`${keyword} ${name}`);
          else found.push(...violations(rule as Schema, child, root, `${path}.${name}`));
        }
        break;
      }
      case 'propertyNames':
        for (const name of isMap(value) ? Object.keys(value) : [])
          found.push(...violations(rule as Schema, name, root, `${path}.${name}`));
        break;
      case 'prefixItems':
        for (const [index, child] of (rule as Schema[]).entries()) {
          if (Array.isArray(value) && index < value.length)
            found.push(...violations(child, value[index], root, `${path}.${index}`));
        }
        break;
      case 'items': {
        const from = ((schema['prefixItems'] ?? []) as unknown[]).length;
        for (const [index, item] of Array.isArray(value) ? value.entries() : []) {
          if (index >= from) found.push(...violations(rule as Schema, item, root, `${path}.${index}`));
        }
        break;
      }
      case 'minItems':
        if (Array.isArray(value) && value.length < Number(rule)) broken(keyword);
        break;
      case 'maxItems':
        if (Array.isArray(value) && value.length > Number(rule)) broken(keyword);
        break;
      default:
        if (!annotations.has(keyword)) throw new Error(`keyword ${keyword} is not known to this test`);
    }
  }
  return found;
}

function resolve(root: Schema, reference: string): Schema {
  const name = reference.replace('#/$defs/', '');
  const found = (root['$defs'] as Record<string, Schema> | undefined)?.[name];
  if (found === undefined) throw new Error(`no definition ${reference}`);
  return found;
}

function isMap(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function hasType(value: unknown, type: string): boolean {
  if (type === 'object') return isMap(value);
  if (type === 'array') return Array.isArray(value);
  if (type === 'integer') return Number.isInteger(value);
  return type === 'null' ? value === null : typeof value === type;
}
