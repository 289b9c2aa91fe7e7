/* rows.h - from properties to settings, by the field tables.
 *
 * A row's CloudFormation path says which property it is (language.md D1), its kind how
 * the value is written in a scenario.  So a setting that a room gets is imported without
 * a word here.
 */
#ifndef IMPORT_ROWS_H
#define IMPORT_ROWS_H

#include "import/template.h"

struct property_set {
    const char *type;              /* "AWS::Lambda::Function" */
    const struct node *properties; /* a group of that type's */
    const char *id;                /* of the resource, for what is noted */
    const char *
        within; /* of a list's element:
                   "AWS::DynamoDB::Table.GlobalSecondaryIndexes";            NULL: none */
};

/* Adds to `group` each setting of the table that has a property there. */
void rows_fill(struct import *, const struct field *table, const struct property_set *,
               struct node *group);

/* The property at "A.B.C"; lists are looked through to their first element, texts of JSON
 * to what they say.  NULL: it is not there. */
const struct node *property_at(struct import *, const struct node *properties,
                               const char *path);

/* Whether a row of the table is of that property ("MemorySize") of the type. */
bool rows_know(const struct field *table, const char *type, const char *property);

#endif
