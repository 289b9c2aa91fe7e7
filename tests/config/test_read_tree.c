/* test_read_tree.c - JSON and YAML become the one neutral tree. */
#include "config/read_tree.h"

#include <stdlib.h>
#include <unistd.h>

#include "check.h"

struct tried {
    struct arena arena;
    struct diag diag;
    const struct node *root;
    char *said;
    size_t length;
};

static void try_text(struct tried *t, const char *text, size_t length, const char *name)
{
    *t = (struct tried){0};
    t->diag.out = open_memstream(&t->said, &t->length);
    t->root = read_tree_text(text, length, name, &t->arena, &t->diag);
    fclose(t->diag.out);
}

static void give_up(struct tried *t)
{
    arena_release(&t->arena);
    free(t->said);
}

static void refused(const char *text, const char *name, const char *words)
{
    struct tried t;

    try_text(&t, text, strlen(text), name);
    CU_ASSERT_PTR_NULL(t.root);
    CU_ASSERT_EQUAL(t.diag.errors, 1);
    CU_ASSERT_PTR_NOT_NULL(strstr(t.said, words));
    give_up(&t);
}

static void json_keeps_spellings_kinds_and_lines(void)
{
    static const char text[] = "{ \"a\": [1, -2.50e3, true,\n null, \"x\\u00e9\\n\"],\n"
                               "  \"b \\\"c\\\"\": { },\n  \"d\":\n  ${Bare} }\n";
    struct tried t;
    const struct node *a, *one;

    try_text(&t, text, strlen(text), "x.json");
    CU_ASSERT_PTR_NOT_NULL_FATAL(t.root);
    CU_ASSERT_EQUAL(t.root->count, 3);
    a = node_member(t.root, "a");
    CU_ASSERT_EQUAL(a->kind, NODE_LIST);
    one = a->first;
    CU_ASSERT_EQUAL(one->kind, NODE_NUMBER);
    one = one->next;
    CU_ASSERT_STRING_EQUAL(one->text, "-2.50e3");
    one = one->next;
    CU_ASSERT_EQUAL(one->kind, NODE_FLAG);
    one = one->next;
    CU_ASSERT_EQUAL(one->kind, NODE_NULL);
    CU_ASSERT_EQUAL(one->at.line, 2);
    CU_ASSERT_STRING_EQUAL(one->next->text, "x\xc3\xa9\n");
    CU_ASSERT_EQUAL(node_member(t.root, "b \"c\"")->at.line, 3);
    CU_ASSERT_EQUAL(node_member(t.root, "d")->kind, NODE_TEXT);
    CU_ASSERT_STRING_EQUAL(node_member(t.root, "d")->text, "${Bare}");
    CU_ASSERT_STRING_EQUAL(t.root->at.file, "x.json");
    give_up(&t);
}

static void yaml_has_the_same_kinds(void)
{
    static const char text[] = "a: 1\nb: \"2\"\nc:\n  - yes\n  - {d: ~}\ne: |\n  two\n"
                               "  lines\nf:\n";
    struct tried t;

    try_text(&t, text, strlen(text), "x.yml");
    CU_ASSERT_PTR_NOT_NULL_FATAL(t.root);
    CU_ASSERT_EQUAL(node_member(t.root, "a")->kind, NODE_NUMBER);
    CU_ASSERT_EQUAL(node_member(t.root, "b")->kind, NODE_TEXT);
    CU_ASSERT_EQUAL(node_member(t.root, "c")->first->kind, NODE_TEXT);
    CU_ASSERT_EQUAL(node_member(node_element(node_member(t.root, "c"), 1), "d")->kind,
                    NODE_NULL);
    CU_ASSERT_STRING_EQUAL(node_member(t.root, "e")->text, "two\nlines\n");
    CU_ASSERT_EQUAL(node_member(t.root, "f")->kind, NODE_NULL);
    CU_ASSERT_EQUAL(node_member(t.root, "f")->at.line, 9);
    give_up(&t);
}

static void what_is_malformed_is_told_by_its_line(void)
{
    refused("{\n\"a\": 1,\n\"b\": }", "x.json", "x.json:3: error: ");
    refused("{\"a\": 1,\n}", "x.json", "comma");
    refused("{\"a\": [1, 2}", "x.json", "x.json:1: error: ");
    refused("", "x.json", "x.json:1: error: ");
    refused("{\"a\":1} {\"b\":2}", "x.json", "x.json:1: error: ");
    refused("{\"a\": 1,\n\"b\": 2,\n\"a\": 3}", "x.json",
            "x.json:3: error: a is given twice, first in line 1");
    refused("a: &x 1\nb: *x\n", "x.yaml", "x.yaml:2: error: aliases are not read");
    refused("--- 1\n--- 2\n", "x.yaml", "one value is wanted");
    refused("a: 1\n% !", "x.yaml", "x.yaml:2: error: directives are not read");
    refused("%", "x.json", "x.json:1: error: directives are not read");
    refused("{\"a\": \"\\u0000\"}", "x.json", "zero byte");
}

static void tags_are_kept(void)
{
    static const char text[] = "a: !Sub \"x ${y}\"\nb: !If [c, !Ref d, !!str 5]\n"
                               "c: !Join\n  - ','\n  - [e]\nd: {f: !GetAtt g.Arn}\n";
    struct tried t;
    const struct node *b;

    try_text(&t, text, strlen(text), "x.yaml");
    CU_ASSERT_PTR_NOT_NULL_FATAL(t.root);
    CU_ASSERT_STRING_EQUAL(node_member(t.root, "a")->tag, "Sub");
    CU_ASSERT_STRING_EQUAL(node_member(t.root, "a")->text, "x ${y}");
    b = node_member(t.root, "b");
    CU_ASSERT_STRING_EQUAL(b->tag, "If");
    CU_ASSERT_EQUAL(b->kind, NODE_LIST);
    CU_ASSERT_PTR_NULL(b->first->tag);
    CU_ASSERT_STRING_EQUAL(b->first->next->tag, "Ref");
    CU_ASSERT_PTR_NULL(b->last->tag); /* YAML's own */
    CU_ASSERT_STRING_EQUAL(node_member(t.root, "c")->tag, "Join");
    CU_ASSERT_STRING_EQUAL(node_member(node_member(t.root, "d"), "f")->tag, "GetAtt");
    give_up(&t);
}

/* YAML 1.1 takes it, and so do AWS's own readers. */
static void a_list_may_end_where_it_began(void)
{
    static const char text[] = "a:\n  b: [\n    c,\n  ]\n  d: {\n    e: 1\n  }\n";
    struct tried t;

    try_text(&t, text, strlen(text), "x.yaml");
    CU_ASSERT_PTR_NOT_NULL_FATAL(t.root);
    CU_ASSERT_EQUAL(node_member(node_member(t.root, "a"), "b")->count, 1);
    give_up(&t);
}

static void a_message_tells_the_column_too(void)
{
    refused("a: 'b' c\n", "x.yaml", "x.yaml:1: error: column 8: ");
    refused("a:\n  - 1\n b: 2\n", "x.yaml", "error: column ");
}

static void nesting_has_an_end(void)
{
    char text[2 * 200 + 1] = "";

    for (int i = 0; i < 200; i++) {
        text[i] = '[';
        text[399 - i] = ']';
    }
    refused(text, "x.json", "nested too deep");
    memset(text, '[', 400);
    refused(text, "x.json", "nested too deep");
}

static void bytes_that_are_no_text_are_refused(void)
{
    static const char bytes[] = "{\"a\": \"\xff\xfe\"}\0{";
    struct tried t;

    try_text(&t, bytes, sizeof bytes - 1, "x.json");
    CU_ASSERT_PTR_NULL(t.root);
    CU_ASSERT_EQUAL(t.diag.errors, 1);
    give_up(&t);
}

static void a_file_has_a_name_and_a_sum(void)
{
    char path[] = "/tmp/tree-XXXXXX.json";
    int file = mkstemps(path, 5);
    struct arena arena = {0};
    struct diag diag = {0};
    struct tree_file read = {0};
    struct where at = {"s.cfg", 7};

    CU_ASSERT_EQUAL(write(file, "{\"a\": 1}\n", 9), 9);
    close(file);
    CU_ASSERT_PTR_NOT_NULL(read_tree(path, at, &arena, &read, &diag));
    CU_ASSERT_EQUAL(read.bytes, 9);
    CU_ASSERT_EQUAL(read.crc, 0x5c47a1fau);
    unlink(path);
    CU_ASSERT_PTR_NULL(read_tree(path, at, &arena, &read, &diag));
    CU_ASSERT_EQUAL(diag.failures, 1); /* the world's: it is gone */
    CU_ASSERT_PTR_NULL(read_tree("x.txt", at, &arena, &read, &diag));
    CU_ASSERT_EQUAL(diag.errors, 1);
    CU_ASSERT_PTR_NULL(read_tree("/tmp/.json/", at, &arena, &read, &diag));
    arena_release(&arena);
}

FACTS(FACT(json_keeps_spellings_kinds_and_lines), FACT(yaml_has_the_same_kinds),
      FACT(what_is_malformed_is_told_by_its_line), FACT(tags_are_kept),
      FACT(a_list_may_end_where_it_began), FACT(a_message_tells_the_column_too),
      FACT(nesting_has_an_end), FACT(bytes_that_are_no_text_are_refused),
      FACT(a_file_has_a_name_and_a_sum))
