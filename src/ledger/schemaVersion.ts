/** Version of the schema that this program writes: the number of its migrations. Kept in `PRAGMA user_version`. */
export const schemaVersion = 1;
