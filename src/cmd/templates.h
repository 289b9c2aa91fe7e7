/* templates.h - what `headroom init` writes. */
#ifndef TEMPLATES_H
#define TEMPLATES_H

struct template
{
    const char *name, *help; /* NULL name ends the table */
    const char *text;
};
extern const struct template templates[];

#endif
