/* limit_setting.h - the setting that a limit is called by (language.md D28). */
#ifndef LIMIT_SETTING_H
#define LIMIT_SETTING_H

#include "base/memory.h"
#include "config/field.h"
#include "flow/service.h"

/* Its row; NULL: no setting raises it. */
const struct field *limit_setting(const struct graph *, const struct limit_name *,
                                  struct arena *);

#endif
