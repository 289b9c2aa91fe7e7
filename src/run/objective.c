/* objective.c - reads "AGG(ADDRESS [OP VALUE]) OP VALUE [every D] [during NAME | from T
 * to T]", or "cost.run OP VALUE":
 *
 *   words -> what is asked for -> which metric -> which stretch of time -> windows
 */
#include "run/objective_parts.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/text.h"

static const char *const AGGREGATES[] = {"pNN",  "mean", "min",   "max", "sum",
                                         "last", "rate", "share", NULL};
static const char *const COSTS[] = {"cost.run", "cost.month", "cost.per_million", NULL};

/* ---- words ---- */

void objective_spaces(struct reader *r)
{
    r->at += strspn(r->at, " \t\n");
}

const char *objective_piece(struct reader *r, const char *from, size_t length)
{
    while (length > 0 && strchr(" \t\n", from[length - 1]))
        length--;
    return arena_text(r->arena, "%.*s", (int)length, from);
}

/* Up to one of `ends`, or the end, brackets skipped whole. */
size_t objective_length(const char *text, const char *ends)
{
    size_t i = 0, depth = 0;

    for (; text[i] && (depth > 0 || !strchr(ends, text[i])); i++)
        depth += text[i] == '[' ? 1 : text[i] == ']' && depth > 0 ? (size_t)-1 : 0;
    return i;
}

bool objective_comparison(struct reader *r, enum comparison *op)
{
    objective_spaces(r);
    if (*r->at != '<' && *r->at != '>')
        return false;
    *op = *r->at++ == '<' ? LESS : GREATER;
    if (*r->at == '=') {
        *op = *op == LESS ? LESS_EQUAL : GREATER_EQUAL;
        r->at++;
    }
    objective_spaces(r);
    return true;
}

bool objective_keyword(struct reader *r, const char *word)
{
    size_t n = strlen(word);

    objective_spaces(r);
    if (strncmp(r->at, word, n) != 0 || !strchr(" \t\n", r->at[n]) || !r->at[n])
        return false;
    r->at += n;
    objective_spaces(r);
    return true;
}

/* Up to the next of the words that may follow a value. */
const char *objective_word(struct reader *r)
{
    static const char *const words[] = {" every ", " during ", " from ", " to "};
    size_t length = strlen(r->at);

    for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
        const char *word = strstr(r->at, words[i]);
        if (word && (size_t)(word - r->at) < length)
            length = (size_t)(word - r->at);
    }
    r->at += length;
    return objective_piece(r, r->at - length, length);
}

const char *objective_meant(struct reader *r, const char *near)
{
    return near ? arena_text(r->arena, "; did you mean %s?", near) : "";
}

/* ---- values ---- */

/* Plain numbers are written as counts ("200k"), shares ("70 %") or factors. */
static bool read_number(const char *text, double *value)
{
    return unit_read(UNIT_FACTOR, text, value) || unit_read(UNIT_COUNT, text, value) ||
           unit_read(UNIT_SHARE, text, value);
}

bool objective_value(struct reader *r, const char *text, enum unit unit, double *value)
{
    bool fine =
        unit == UNIT_FACTOR ? read_number(text, value) : unit_read(unit, text, value);

    if (!fine)
        return WRONG(r, "objective \"%s\": \"%s\" is not %s", r->o->text, text,
                     unit_wanted(unit));
    return true;
}

enum unit objective_unit(const struct metric *row)
{
    if (strcmp(row->units, "s") == 0)
        return UNIT_TIME;
    return strcmp(row->units, "By") == 0 ? UNIT_BYTES : UNIT_FACTOR;
}

static enum unit unit_of_answer(const struct objective *o, const struct metric *row)
{
    if (o->aggregate == AGG_COST)
        return UNIT_MONEY;
    if (o->aggregate == AGG_SHARE)
        return UNIT_SHARE;
    return o->aggregate == AGG_RATE ? UNIT_RATE : objective_unit(row);
}

/* ---- what is asked for ---- */

static bool read_quantile(struct objective *o, const char *word)
{
    char *end;
    double percent = word[0] == 'p' ? strtod(word + 1, &end) : 0;

    if (word[0] != 'p' || end == word + 1 || *end || !(percent > 0 && percent < 100))
        return false;
    o->aggregate = AGG_QUANTILE;
    o->q = percent / 100;
    return true;
}

static bool aggregate_named(struct objective *o, const char *word)
{
    static const enum aggregate PLAIN[] = {AGG_QUANTILE, AGG_MEAN, AGG_MIN,  AGG_MAX,
                                           AGG_SUM,      AGG_LAST, AGG_RATE, AGG_SHARE};

    if (read_quantile(o, word))
        return true;
    for (size_t i = 1; AGGREGATES[i]; i++)
        if (strcmp(word, AGGREGATES[i]) == 0) {
            o->aggregate = PLAIN[i];
            return true;
        }
    return false;
}

static const char *called_otherwise(const char *word)
{
    static const char *const others_say[][2] = {
        {"mean", "avg average"},
        {"p50", "median"},
        {"max", "maximum peak"},
        {"min", "minimum"},
        {"sum", "total count"},
        {"rate", "throughput rps"},
        {"share(client.NAME.errors)", "error_rate availability success_rate"},
        {"cost.month", "monthly_cost cost_per_month"},
        {"cost.per_million(client.NAME)", "cost_per_million cost_per_request"},
    };

    for (size_t i = 0; i < sizeof others_say / sizeof *others_say; i++)
        if (text_is_among(word, others_say[i][1]))
            return others_say[i][0];
    return text_nearest(word, AGGREGATES);
}

/* "client.web.latency.p99" is how the file names it. */
static const char *turned_round(struct reader *r, const char *word)
{
    struct objective unused;

    for (const char *dot = strchr(word, '.'); dot; dot = strchr(dot + 1, '.'))
        if (aggregate_named(&unused, dot + 1))
            return arena_text(r->arena, "%s(%.*s)", dot + 1, (int)(dot - word), word);
    return called_otherwise(word);
}

static bool read_aggregate(struct reader *r, const char *word)
{
    const char *near;

    if (aggregate_named(r->o, word))
        return true;
    near = turned_round(r, word);
    if (strchr(word, '.') && !near)
        return WRONG(r,
                     "objective \"%s\": what of %s is asked for?  Say pNN(..), mean(..), "
                     "share(..) or another with it in the brackets",
                     r->o->text, word);
    return WRONG(r,
                 "objective \"%s\": \"%s\" is none of p50 .. p99.9 mean min max sum last "
                 "rate share cost.run cost.month cost.per_million%s",
                 r->o->text, word, objective_meant(r, near));
}

/* "ADDRESS [OP VALUE])" */
static bool read_inside(struct reader *r)
{
    size_t length = objective_length(r->at, "<>)");
    const struct metric_place *place;

    r->o->address = objective_piece(r, r->at, length);
    r->at += length;
    if (!objective_metric(r, r->o->address))
        return false;
    place = &r->places[r->o->metric];
    r->o->has_inner = objective_comparison(r, &r->o->inner_op);
    if (r->o->has_inner) {
        const char *value = objective_piece(r, r->at, objective_length(r->at, ")"));
        r->at += objective_length(r->at, ")");
        if (!objective_value(r, value, objective_unit(place_row(place)), &r->o->inner))
            return false;
    }
    if (*r->at++ != ')')
        return WRONG(r, "objective \"%s\": a closing parenthesis is missing", r->o->text);
    return objective_suits(r, place);
}

/* ---- cost ---- */

static bool read_client(struct reader *r)
{
    size_t length;
    const char *client;

    if (*r->at != '(')
        return WRONG(r,
                     "objective \"%s\": cost.per_million needs a client: "
                     "cost.per_million(client.NAME)",
                     r->o->text);
    length = objective_length(++r->at, ")");
    client = objective_piece(r, r->at, length);
    r->at += length;
    if (*r->at++ != ')')
        return WRONG(r, "objective \"%s\": a closing parenthesis is missing", r->o->text);
    return objective_metric(r, arena_text(r->arena, "%s.requests", client));
}

static bool read_cost(struct reader *r, const char *word)
{
    const struct scenario *s = r->scenario;

    r->o->aggregate = AGG_COST;
    r->o->address = word;
    for (r->o->cost = COST_RUN; COSTS[r->o->cost]; r->o->cost++)
        if (strcmp(word, COSTS[r->o->cost]) == 0)
            break;
    if (!COSTS[r->o->cost])
        return WRONG(r,
                     "objective \"%s\": %s is none of cost.run cost.month "
                     "cost.per_million(client.NAME)%s",
                     r->o->text, word, objective_meant(r, text_nearest(word, COSTS)));
    if (r->o->cost == COST_MONTH && !s->steady && !isfinite(s->run.runs_per_month))
        return WRONG(r,
                     "objective \"%s\": a terminating run (%s) is no month: set "
                     "run.runs_per_month, or ask for cost.run",
                     r->o->text, s->why_terminating ? s->why_terminating : "bursts");
    return r->o->cost != COST_PER_MILLION || read_client(r);
}

/* ---- all of it ---- */

static bool read_asked(struct reader *r)
{
    size_t length;
    const char *word;

    objective_spaces(r);
    length = strcspn(r->at, "(<> \t\n");
    word = objective_piece(r, r->at, length);
    r->at += length;
    if (strncmp(word, "cost", 4) == 0)
        return read_cost(r, word);
    if (!read_aggregate(r, word))
        return false;
    if (*r->at++ != '(')
        return WRONG(r, "objective \"%s\": %s needs a metric: %s(client.NAME.latency)",
                     r->o->text, word, word);
    objective_spaces(r);
    return read_inside(r);
}

static bool read_left(struct reader *r)
{
    struct objective *o = r->o;

    if (!read_asked(r))
        return false;
    o->unit = unit_of_answer(
        o, o->aggregate == AGG_COST ? NULL : place_row(&r->places[o->metric]));
    return true;
}

static bool read_threshold(struct reader *r)
{
    struct objective *o = r->o;
    const char *word;

    if (!objective_comparison(r, &o->op))
        return WRONG(r, "objective \"%s\": a comparison such as < 800 ms is missing",
                     o->text);
    word = objective_word(r);
    if (!objective_value(r, word, o->unit, &o->value))
        return false;
    if (o->aggregate == AGG_SHARE && o->value > 1 && !strchr(word, '%'))
        /* met whatever comes, but for what may happen several times, as attempts */
        diag_warn(r->diag, o->at,
                  "objective \"%s\": %s is %.6g %%; did you mean \"%s %%\"?", o->text,
                  word, 100 * o->value, word);
    return true;
}

static bool read_when(struct reader *r)
{
    struct objective *o = r->o;

    objective_spaces(r);
    if (o->aggregate != AGG_COST)
        return objective_time(r);
    if (*r->at)
        return WRONG(r, "objective \"%s\": a cost is of the whole run", o->text);
    objective_span(r, 0, SIM_FOREVER);
    return true;
}

/* Each period meets "max(count) < v", which is what it says; of "> v" it is not. */
static bool bounds_from_above(struct reader *r)
{
    if (r->o->every > 0 && (r->o->op == GREATER || r->o->op == GREATER_EQUAL))
        return WRONG(r, "objective \"%s\": max of a count is held below something",
                     r->o->text);
    return true;
}

bool objective_read(const char *text, struct where at, const struct scenario *scenario,
                    struct objective *o, struct diag *diag)
{
    struct reader r = {
        .at = text, .scenario = scenario, .arena = scenario->arena, .o = o, .diag = diag};

    *o = (struct objective){.text = text, .at = at};
    r.place_count = metric_places(&scenario->graph, scenario->arena, &r.places);
    return read_left(&r) && read_threshold(&r) && bounds_from_above(&r) && read_when(&r);
}

bool objective_read_wish(const char *text, struct where at,
                         const struct scenario *scenario, struct objective *o,
                         struct diag *diag)
{
    struct reader r = {
        .at = text, .scenario = scenario, .arena = scenario->arena, .o = o, .diag = diag};

    *o = (struct objective){.text = text, .at = at, .value = NAN};
    r.place_count = metric_places(&scenario->graph, scenario->arena, &r.places);
    if (!read_left(&r))
        return false;
    if (objective_comparison(&r, &o->op))
        return WRONG(&r, "\"%s\": no comparison is wanted here", text);
    return read_when(&r);
}
