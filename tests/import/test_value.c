/* test_value.c - intrinsic functions: what each is worth before anything is deployed. */
#include "import/value.h"

#include <stdlib.h>

#include "check.h"
#include "config/read_tree.h"

/* Parameters, mappings and conditions of all texts below; V is what is looked at. */
#define HEAD                                                                             \
    "Parameters:\n"                                                                      \
    "  Size: {Type: Number, Default: 512}\n"                                             \
    "  Stage: {Type: String, Default: prod}\n"                                           \
    "  Subnets: {Type: CommaDelimitedList, Default: 'a,b,c'}\n"                          \
    "  Open: {Type: String}\n"                                                           \
    "  Kept: {Type: 'AWS::SSM::Parameter::Value<String>', Default: /path}\n"             \
    "Mappings:\n"                                                                        \
    "  Sizes: {prod: {memory: 1024}, dev: {memory: 128}}\n"                              \
    "Conditions:\n"                                                                      \
    "  IsProd: !Equals [!Ref Stage, prod]\n"                                             \
    "  IsDev: !Not [{Condition: IsProd}]\n"                                              \
    "  Both: !And [!Condition IsProd, {'Fn::Equals': ['1', '1']}]\n"                     \
    "  Either: !Or [{Condition: IsDev}, !Equals ['1', '2']]\n"                           \
    "  Itself: !Not [{Condition: Itself}]\n"                                             \
    "  Unknown: !Equals [!Ref Open, !Ref Open]\n"                                        \
    "V: "

struct worked {
    struct arena arena;
    struct diag diag;
    struct values values;
    const struct node *value;
};

static void work_out(struct worked *w, const char *text, const struct node *given)
{
    char *whole = NULL;
    size_t length;
    FILE *out = open_memstream(&whole, &length);
    const struct node *root;

    *w = (struct worked){0};
    fprintf(out, "%s%s\n", HEAD, text);
    fclose(out);
    root = read_tree_text(whole, length, "x.yaml", &w->arena, &w->diag);
    CU_ASSERT_PTR_NOT_NULL_FATAL(root);
    values_init(&w->values, &w->arena, root, given, &w->diag);
    w->value = value_of(&w->values, node_member(root, "V"));
    free(whole);
}

static void is(const char *text, const char *wanted)
{
    static const struct node nothing = {.kind = NODE_GROUP};
    struct worked w;

    work_out(&w, text, &nothing);
    if (!w.value || !w.value->text || strcmp(w.value->text, wanted) != 0) {
        fprintf(stderr, "%s is %s, not %s\n", text,
                w.value && w.value->text ? w.value->text : "no text", wanted);
        CU_FAIL("not what was wanted");
    }
    arena_release(&w.arena);
}

static void references_are_parameters_resources_and_pseudo_parameters(void)
{
    is("!Ref Size", "512");
    is("{Ref: Stage}", "prod");
    is("!Ref Orders", "${Orders}");
    is("!Ref AWS::Region", "us-east-1");
    is("!Ref AWS::Partition", "aws");
    is("!Ref Open", "${?Open}");
    is("!Ref Kept", "${?Kept}"); /* its default is the name of the value */
    is("!GetAtt Orders.Arn", "${Orders.Arn}");
    is("!GetAtt [Orders, StreamArn]", "${Orders.StreamArn}");
    is("{'Fn::GetAtt': [Orders, Arn]}", "${Orders.Arn}");
    is("{'Fn::GetAtt': Orders.Arn}", "${Orders.Arn}");
}

static void texts_are_put_together(void)
{
    is("!Sub 'a-${Stage}-${Orders.Arn}-${ Size }'", "a-prod-${Orders.Arn}-512");
    is("!Sub '${!Literal} ${AWS::Region}'", "${Literal} us-east-1");
    is("!Sub ['${x}/${Stage}', {x: !Ref Size}]", "512/prod");
    is("{'Fn::Sub': ['${x}', {x: !GetAtt Orders.Arn}]}", "${Orders.Arn}");
    is("!Sub 'open ${'", "open ${");
    is("!Join ['-', [a, !Ref Stage, !Sub 'x${Size}']]", "a-prod-x512");
    is("!Join [',', !Ref Subnets]", "a,b,c");
    is("!Select [1, !Ref Subnets]", "b");
    is("!Select ['2', !Split ['/', 'x/y/z']]", "z");
    is("{'Fn::Select': [0, {'Fn::Split': [':', !Sub '${Orders.Arn}:b']}]}",
       "${Orders.Arn}");
}

static void conditions_choose(void)
{
    is("!If [IsProd, yes, no]", "yes");
    is("!If [IsDev, yes, no]", "no");
    is("!If [Both, yes, no]", "yes");
    is("!If [Either, yes, no]", "no");
    is("!If [Itself, yes, no]", "yes"); /* asked for inside itself it is no */
    is("!If [Unknown, yes, no]", "no");
    is("!If [Missing, yes, no]", "no");
    is("!FindInMap [Sizes, !Ref Stage, memory]", "1024");
    is("!FindInMap [Sizes, test, memory]", "${?FindInMap}");
}

static void what_nobody_knows_stays_visible(void)
{
    is("!ImportValue shared-table", "${?ImportValue}");
    is("{'Fn::GetAZs': ''}", "${?GetAZs}");
    is("!Select [9, !Ref Subnets]", "${?Select}");
    is("!Join [',', !GetAZs '']", "${?GetAZs}");
    CU_ASSERT_TRUE(value_is_unknown("x${?Open}"));
    CU_ASSERT_FALSE(value_is_unknown("x${Orders.Arn}"));
}

static void what_has_no_value_is_left_out(void)
{
    static const struct node nothing = {.kind = NODE_GROUP};
    struct worked w;

    work_out(&w, "{a: !Ref AWS::NoValue, b: !If [IsDev, 1, !Ref 'AWS::NoValue'], c: 3}",
             &nothing);
    CU_ASSERT_EQUAL(w.value->count, 1);
    CU_ASSERT_STRING_EQUAL(w.value->first->name, "c");
    arena_release(&w.arena);
}

static void a_given_parameter_wins_and_a_missing_one_is_remembered(void)
{
    struct node stage = {.kind = NODE_TEXT, .name = "Stage", .text = "dev"};
    struct node given = {.kind = NODE_GROUP};
    struct worked w;

    node_append(&given, &stage);
    work_out(&w, "[!If [IsDev, yes, no], !Ref Open, !Ref Open, !Ref Kept]", &given);
    CU_ASSERT_STRING_EQUAL(w.value->first->text, "yes");
    CU_ASSERT_EQUAL(w.values.missing->count, 2);
    CU_ASSERT_STRING_EQUAL(w.values.missing->first->text, "Open");
    CU_ASSERT_EQUAL(w.values.missing->first->at.line, 5);
    CU_ASSERT_STRING_EQUAL(w.values.missing->last->text, "Kept");
    arena_release(&w.arena);
}

/* Each level holds the one below twice: 2^40 bytes. */
static void values_that_double_are_refused(void)
{
    static const struct node nothing = {.kind = NODE_GROUP};
    char *text = NULL;
    size_t length;
    FILE *out = open_memstream(&text, &length);
    struct worked w;

    for (int i = 0; i < 40; i++)
        fprintf(out, "!Sub ['${x}${x}', {x: ");
    fprintf(out, "12");
    for (int i = 0; i < 40; i++)
        fprintf(out, "}]");
    fclose(out);
    work_out(&w, text, &nothing);
    CU_ASSERT_TRUE(w.values.too_much);
    CU_ASSERT_EQUAL(w.diag.errors, 1);
    arena_release(&w.arena);
    free(text);
}

FACTS(FACT(references_are_parameters_resources_and_pseudo_parameters),
      FACT(texts_are_put_together), FACT(conditions_choose),
      FACT(what_nobody_knows_stays_visible), FACT(what_has_no_value_is_left_out),
      FACT(a_given_parameter_wins_and_a_missing_one_is_remembered),
      FACT(values_that_double_are_refused))
