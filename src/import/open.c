/* open.c - files are read, and by what is in them it is known who wrote them. */
#include "import/open.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

#include "config/read_tree.h"
#include "import/literal.h"
#include "import/series.h"

#define ARE_READ                                                                         \
    "SAM and CloudFormation templates are read, test scripts of Artillery, options of "  \
    "k6, and what aws cloudwatch get-metric-data and get-metric-statistics print"

/* CloudFormation user guide, quotas, 2026: a template is 1 MB at most.  16 MB is what a
 * tree may have (config/read_tree.h). */
enum { LARGEST_TEMPLATE = 1 << 20, LARGEST = 16 << 20 };

/* ---- by name ---- */

static bool ends_with(const char *path, const char *ends)
{
    const char *dot = strrchr(path, '.');

    return dot && !strchr(dot, '/') && text_is_among(dot + 1, ends);
}

static bool is_script(const char *path)
{
    return ends_with(path, "js mjs ts");
}

/* Who else writes load tests: refused by name. */
static const char *not_built(const char *path)
{
    if (ends_with(path, "scala java kt"))
        return "simulations of Gatling are not built yet";
    if (ends_with(path, "jmx"))
        return "test plans of JMeter are not built yet";
    if (ends_with(path, "py"))
        return "locustfiles are not built yet";
    return NULL;
}

/* ---- by content ---- */

static const struct {
    const char *member;
    enum node_kind kind;
    enum file_kind is;
} signs[] = {
    {"Resources", NODE_GROUP, FILE_TEMPLATE},
    {"MetricDataResults", NODE_LIST, FILE_METRICS},
    {"Datapoints", NODE_LIST, FILE_METRICS},
    {"config", NODE_GROUP, FILE_ARTILLERY},
    {"scenarios", NODE_LIST, FILE_ARTILLERY},
    {"scenarios", NODE_GROUP, FILE_K6},
    {"stages", NODE_LIST, FILE_K6},
    {"vus", NODE_NUMBER, FILE_K6},
    {"iterations", NODE_NUMBER, FILE_K6},
    {"thresholds", NODE_GROUP, FILE_K6},
};

/* What looks like one of them and is another thing. */
static const struct {
    const char *member, *why;
} others[] = {
    {"aggregate", "a report of Artillery is not built yet: its test script is read"},
    {"root_group", "a summary of k6 is not built yet: its options are read"},
    {"MetricDataQueries", "queries of CloudWatch: what they answer is read"},
    {"Metrics", "a list of metrics of CloudWatch: their data are read"},
};

static enum file_kind kind_in(const struct node *root)
{
    root = series_root(root);
    for (size_t k = 0; k < sizeof signs / sizeof *signs; k++) {
        const struct node *member = node_member(root, signs[k].member);
        if (member && member->kind == signs[k].kind)
            return signs[k].is;
    }
    return FILE_UNKNOWN;
}

static void find_kind(struct import *i, struct opened *file)
{
    const struct node *root = file->root;
    const char *why = "this is no template: it has no Resources; " ARE_READ;

    file->kind = root->kind == NODE_GROUP ? kind_in(root) : FILE_UNKNOWN;
    if (root->kind == NODE_GROUP && file->requests)
        file->kind = FILE_K6;
    if (file->kind != FILE_UNKNOWN)
        return;
    for (size_t k = 0; k < sizeof others / sizeof *others; k++)
        if (root->kind == NODE_GROUP && node_member(root, others[k].member))
            why = others[k].why;
    diag_error(i->diag, root->at, "%s", why);
}

/* ---- reading ---- */

/* Of a text with a zero behind it. */
static void look_through(struct import *i, struct opened *file, const char *text,
                         size_t length)
{
    struct script options = {.at = text,
                             .end = text + length,
                             .line = 1,
                             .name = file->path,
                             .arena = i->arena};
    struct script all = options;

    if (memchr(text, '\0', length))
        diag_error(i->diag, (struct where){file->path, 1}, "it holds a zero byte");
    else if (!script_options(&options))
        diag_error(i->diag, (struct where){file->path, 0},
                   "it has no `export const options = {`: k6 inspect %s > options.json "
                   "prints what k6 makes of it",
                   file->path);
    else if ((file->root = literal_value(&options, i->diag)))
        file->requests = script_requests(&all);
}

static void read_script(struct import *i, struct opened *file)
{
    struct text text = {0};
    FILE *in = fopen(file->path, "r");
    struct stat about;
    bool good = in && fstat(fileno(in), &about) == 0 && !S_ISDIR(about.st_mode) &&
                text_add_stream(&text, in, LARGEST);

    if (!good)
        diag_failure(i->diag, (struct where){0}, "cannot read %s: %s", file->path,
                     strerror(in ? EIO : errno));
    else if (text.length > LARGEST)
        diag_error(i->diag, (struct where){file->path, 0}, "more than 16 MB");
    else
        look_through(i, file, text_of(&text), text.length);
    if (in)
        fclose(in);
    text_free(&text);
}

/* What a test gives in place of the file. */
static void read_text(struct import *i, struct opened *file)
{
    const struct import_source *w = file->source;

    if (is_script(file->path))
        look_through(i, file, arena_text(i->arena, "%.*s", (int)w->length, w->text),
                     strnlen(w->text, w->length));
    else
        file->root = read_tree_text(w->text, w->length, file->path, i->arena, i->diag);
}

static void open_file(struct import *i, struct opened *file)
{
    const struct where at = {file->path, 0};
    const char *why = not_built(file->path);
    struct tree_file tree = {0};

    if (why)
        diag_error(i->diag, at, "%s; " ARE_READ, why);
    else if (file->source->text)
        read_text(i, file);
    else if (is_script(file->path))
        read_script(i, file);
    else if (ends_with(file->path, "json yaml yml"))
        file->root = read_tree(file->path, (struct where){0}, i->arena, &tree, i->diag);
    else
        diag_error(i->diag, at,
                   "its name does not end in .yaml, .yml, .json or .js; " ARE_READ);
    if (!file->root)
        return;
    find_kind(i, file);
    if (file->kind == FILE_TEMPLATE && tree.bytes > LARGEST_TEMPLATE)
        diag_error(i->diag, at, "more than 1 MB, which CloudFormation refuses");
}

bool open_files(struct import *i)
{
    struct opened **last = &i->opened, *template = NULL;

    for (size_t k = 0; k < i->wanted->sources; k++) {
        struct opened *file = arena_get(i->arena, sizeof *file);
        *last = file;
        last = &file->next;
        file->source = &i->wanted->source[k];
        file->path = file->source->path;
        file->kind = FILE_UNKNOWN;
        open_file(i, file);
        if (file->kind == FILE_TEMPLATE && template)
            diag_error(i->diag, (struct where){file->path, 0},
                       "a second template: %s is one already", template->path);
        else if (file->kind == FILE_TEMPLATE)
            template = file;
    }
    i->template = template;
    return i->diag->errors + i->diag->failures == 0;
}
