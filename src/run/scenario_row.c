/* scenario_row.c - which row of which table an address means, before any file is read. */
#include <string.h>

#include "registry.h"
#include "run/loader.h"

const struct field *scenario_row(const struct address *a)
{
    const char *first = a->word[0].name;
    bool account = strcmp(first, "account") == 0;
    const struct model *model = model_find(first);

    if (field_find(head_fields, first))
        return address_row(head_fields, a, 0, NULL);
    if (account && a->words == 2)
        return address_row(account_head_fields, a, 1, NULL);
    if ((account || strcmp(first, "defaults") == 0) && a->words > 2) {
        model = model_find(a->word[1].name);
        return model ? address_row(account ? model->account_fields : model->fields, a, 2,
                                   NULL)
                     : NULL;
    }
    return model && a->words > 2 ? address_row(model->fields, a, 2, NULL) : NULL;
}
