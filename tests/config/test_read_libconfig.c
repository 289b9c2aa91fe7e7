/* The door to libconfig: what is read, and what is said of what cannot be. */
#include <stdint.h>
#include <unistd.h>

#include "base/text.h"
#include "config/read_libconfig.h"
#include "said.h"

struct bench {
    struct said said;
    char directory[64];
};

static void up(struct bench *b)
{
    said_begin(&b->said);
    snprintf(b->directory, sizeof b->directory, "read.XXXXXX");
    CU_ASSERT_FATAL(mkdtemp(b->directory) != NULL);
}

static const char *path_of(struct bench *b, const char *name)
{
    return arena_text(&b->said.arena, "%s/%s", b->directory, name);
}

static const char *write_file(struct bench *b, const char *name, const char *text)
{
    const char *path = path_of(b, name);
    FILE *out = fopen(path, "w");

    CU_ASSERT_FATAL(out != NULL);
    fputs(text, out);
    fclose(out);
    return path;
}

static void down(struct bench *b)
{
    const char *all[] = {"a.cfg", "b.cfg", "sub/c.cfg", "sub/d.cfg", NULL};

    for (size_t i = 0; all[i]; i++)
        unlink(path_of(b, all[i]));
    rmdir(path_of(b, "sub"));
    rmdir(b->directory);
    said_end(&b->said);
}

static struct node *read_text(struct said *said, const char *text)
{
    return read_libconfig_text(text, strlen(text), "x.cfg", &said->arena, &said->diag);
}

static void is(const struct node *node, enum node_kind kind, const char *text, int line)
{
    CU_ASSERT_PTR_NOT_NULL_FATAL(node);
    CU_ASSERT_EQUAL(node->kind, kind);
    CU_ASSERT_EQUAL(node->at.line, line);
    if (text)
        CU_ASSERT_STRING_EQUAL(node->text, text);
}

/* Reads what must be refused: nothing comes back, and this is said. */
static void refuses(const char *text, const char *wanted)
{
    struct said said;

    said_begin(&said);
    CU_ASSERT_PTR_NULL(read_text(&said, text));
    CHECK_SAID(&said, wanted);
    CU_ASSERT_EQUAL(said.diag.errors, 1);
    CU_ASSERT_EQUAL(said.diag.failures, 0);
    said_end(&said);
}

static void numbers_keep_their_spelling(void)
{
    struct said said;
    struct node *root;

    said_begin(&said);
    root = read_text(&said, "a = 0.50;\nb = -007; c = ( 1e400, .5, 0x1F, 5000000000L,\n"
                            "TRUE, \"x\" );");
    is(node_member(root, "a"), NODE_NUMBER, "0.50", 1);
    is(node_member(root, "b"), NODE_NUMBER, "-007", 2);
    is(node_element(node_member(root, "c"), 0), NODE_NUMBER, "1e400", 2);
    is(node_element(node_member(root, "c"), 1), NODE_NUMBER, ".5", 2);
    is(node_element(node_member(root, "c"), 2), NODE_NUMBER, "31", 2);
    is(node_element(node_member(root, "c"), 3), NODE_NUMBER, "5000000000", 2);
    is(node_element(node_member(root, "c"), 4), NODE_FLAG, "true", 3);
    CHECK_SAID(&said, "");
    said_end(&said);
}

static void adjacent_strings_join(void)
{
    struct said said;
    struct node *root;

    said_begin(&said);
    root = read_text(&said, "law = \"mix(96 % 5 ms, \"\n      \"4 % 1 s)\";\nn = 7;");
    is(node_member(root, "law"), NODE_TEXT, "mix(96 % 5 ms, 4 % 1 s)", 1);
    is(node_member(root, "n"), NODE_NUMBER, "7", 3);
    said_end(&said);
}

/* libconfig gives an element the line of the word behind it. */
static void elements_of_lists_have_their_own_lines(void)
{
    struct said said;
    struct node *list;

    said_begin(&said);
    list = node_member(
        read_text(&said, "o = ( \"first\"\n, \"second\",\n\n\"third\"\n);"), "o");
    is(node_element(list, 0), NODE_TEXT, "first", 1);
    is(node_element(list, 1), NODE_TEXT, "second", 2);
    is(node_element(list, 2), NODE_TEXT, "third", 4);
    CU_ASSERT_PTR_NULL(node_element(list, 3));
    said_end(&said);
}

static void comments_and_strings_hide_what_they_hold(void)
{
    struct said said;
    struct node *root;

    said_begin(&said);
    root = read_text(&said, "# 99999999999 {((\n// @include \"no\"\n/* [[ 5000000000\n */"
                            "a = \"9999999999 \\\" { ( \\\\\"; b = 3;");
    is(node_member(root, "a"), NODE_TEXT, "9999999999 \" { ( \\", 4);
    is(node_member(root, "b"), NODE_NUMBER, "3", 4);
    CHECK_SAID(&said, "");
    said_end(&said);
}

static void integers_that_libconfig_would_wrap_are_refused_all_at_once(void)
{
    struct said said;

    said_begin(&said);
    CU_ASSERT_PTR_NOT_NULL(read_text(&said,
                                     "a = 5000000000;\nb = 2147483647; c = -2147483648;"
                                     "\nd = 2147483648;\ne = 0xffffffff;\n"
                                     "f = 99999999999999999999L;"));
    CHECK_SAID(&said,
               "x.cfg:1: error: 5000000000 does not fit 32 bits: put an L behind it\n"
               "x.cfg:3: error: 2147483648 does not fit 32 bits: put an L behind it\n"
               "x.cfg:4: error: 0xffffffff does not fit 32 bits: put an L behind it\n"
               "x.cfg:5: error: 99999999999999999999L does not fit 64 bits\n");
    CU_ASSERT_EQUAL(said.diag.errors, 4);
    said_end(&said);
}

static void unquoted_units_get_a_hint(void)
{
    refuses("a = 1;\nb = { c = 50 ms; };",
            "x.cfg:2: error: syntax error: values with units are quoted: \"50 ms\"\n");
    refuses("b = 50%;",
            "x.cfg:1: error: syntax error: values with units are quoted: \"50%\"\n");
    refuses("b = 20/s\nc = 3;",
            "x.cfg:1: error: syntax error: values with units are quoted: \"20/s\"\n");
    refuses("b = ( 20s, 3 );",
            "x.cfg:1: error: syntax error: values with units are quoted: \"20s\"\n");
    refuses("type = REST;", "x.cfg:1: error: syntax error: texts are quoted: \"REST\"\n");
}

static void unlikely_names_get_a_hint(void)
{
    const char *wanted =
        "x.cfg:2: error: syntax error: names are letters, digits, - and _\n";

    refuses("a = 1;\nlambda.x = 3;", wanted);
    refuses("a = 1;\nGET/x = 3;", wanted);
    refuses("a = 1;\nmy name = 3;", wanted);
    refuses("a = 1;\nb.5 = 3;", wanted);
    refuses("a = 1;\n2nd = 3;",
            "x.cfg:2: error: syntax error: names are letters, digits, - and "
            "_, and begin with a letter\n");
    refuses("a 5;", "x.cfg:1: error: syntax error: is a \"=\" missing behind a?\n");
    refuses("a { }", "x.cfg:1: error: syntax error: is a \"=\" missing behind a?\n");
}

static void a_comma_before_the_bracket_gets_a_hint(void)
{
    const char *wanted =
        "x.cfg:3: error: syntax error: no comma after the last element\n";

    refuses("a = (\n1, 2,\n);", wanted);
    refuses("\n\na = ( { b = 1; }, );", wanted);
}

static void brackets_that_do_not_match_are_named(void)
{
    refuses("a = {\nb = 1;\n",
            "x.cfg:1: error: syntax error: the \"{\" that opens here is "
            "never closed\n");
    refuses("a = ( 1\n};",
            "x.cfg:2: error: syntax error: \"}\" closes the \"(\" of x.cfg:1\n");
    refuses("a = 1;\n}", "x.cfg:2: error: syntax error: \"}\" closes nothing\n");
    refuses("a = \"x;\nb = 2;",
            "x.cfg:1: error: the quotes that open here are never closed\n");
    refuses("a = 1;\n/* x",
            "x.cfg:2: error: the comment that opens here is never closed\n");
}

static void a_setting_given_twice_is_named(void)
{
    refuses("a = 1;\na = 2;", "x.cfg:2: error: a: is given twice, first at x.cfg:1\n");
    refuses(
        "a = { b = ( { b = 1; }, { a = 1;\n c = \"c = 1\"; # c = 3\n\n c = 2; } ); };",
        "x.cfg:4: error: a.b[1].c: is given twice, first at x.cfg:2\n");
    refuses("a = { b = 1; }; c = { b = [ 1, 2 ]; };\nd = { b = { b = 2; }; b = 1; };",
            "x.cfg:2: error: d.b: is given twice, first at x.cfg:2\n");
    refuses("a = ( ( { x = 1; } ), 3, ( 1, { y = 1; y = 2; } ) );",
            "x.cfg:1: error: a[2][1].y: is given twice, first at x.cfg:1\n");
}

static void what_libconfig_says_itself_is_passed_on(void)
{
    refuses("a = [1, 2.5];", "x.cfg:1: error: mismatched element type in array\n");
    refuses("a = [1, ( 2 )];",
            "x.cfg:1: error: syntax error: \"[\" holds plain values only: write \"(\"\n");
}

static void what_is_left_out_is_named(void)
{
    refuses("a = ;", "x.cfg:1: error: syntax error: a value is missing\n");
    refuses("b = 3; a =",
            "x.cfg:1: error: syntax error: a value is missing at the end\n");
    refuses("a = 1;; b = 2;", "x.cfg:1: error: syntax error\n");
    refuses("a = ( 1 2 );",
            "x.cfg:1: error: syntax error: the \"(\" of x.cfg:1 is still open\n");
    refuses("a = ( \"x\",\n\"y\"\nb = 1;",
            "x.cfg:3: error: syntax error: the \"(\" of x.cfg:1 is still open\n");
    refuses("timeout \"10 s\";",
            "x.cfg:1: error: syntax error: is a \"=\" missing behind timeout?\n");
    refuses("a = true false;", "x.cfg:1: error: syntax error\n");
    refuses("true = 1;", "x.cfg:1: error: syntax error\n");
}

/* What the grammar takes, libconfig takes too. */
static void separators_of_settings_may_be_left_out(void)
{
    struct said said;
    struct node *root;

    said_begin(&said);
    root = read_text(
        &said,
        "a : 1 b = 2, c = { d = 3 e = [ ] f = ( ) } g = \"x\" \"y\" h = ( \"p\" \"q\","
        "{ }, [ 1, 2 ] );");
    CU_ASSERT_PTR_NOT_NULL_FATAL(root);
    CU_ASSERT_EQUAL(root->count, 5);
    CU_ASSERT_EQUAL(node_member(root, "h")->count, 3);
    is(node_member(root, "g"), NODE_TEXT, "xy", 1);
    CHECK_SAID(&said, "");
    said_end(&said);
}

static void an_empty_file_is_named(void)
{
    refuses("", "x.cfg: error: nothing is in it\n");
    refuses("# only a comment\n", "x.cfg: error: nothing is in it\n");
}

static void binary_files_are_refused(void)
{
    struct said said;

    said_begin(&said);
    CU_ASSERT_PTR_NULL(
        read_libconfig_text("a = 1;\n\0b", 9, "x.cfg", &said.arena, &said.diag));
    CHECK_SAID(&said, "x.cfg:2: error: not a UTF-8 text file: byte 0x00\n");
    said_end(&said);
    refuses("\x89PNG", "x.cfg:1: error: not a UTF-8 text file: byte 0x89\n");
    refuses("a = \"\xc0\xaf\";", "x.cfg:1: error: not a UTF-8 text file: byte 0xc0\n");
    refuses("a = \"\xed\xa0\x80\";",
            "x.cfg:1: error: not a UTF-8 text file: byte 0xed\n");
    refuses("a = \"\x1b[31m\";", "x.cfg:1: error: not a UTF-8 text file: byte 0x1b\n");
}

static void utf8_is_text_with_or_without_a_mark(void)
{
    struct said said;

    said_begin(&said);
    is(node_member(read_text(&said, "\xef\xbb\xbf"
                                    "a = \"na\xc3\xafve \xf0\x9f\x9a\x80\";"),
                   "a"),
       NODE_TEXT, "na\xc3\xafve \xf0\x9f\x9a\x80", 1);
    said_end(&said);
}

static char *deep(size_t levels, const char *open, const char *close)
{
    struct text text = {0};

    text_add(&text, "a = ");
    for (size_t i = 0; i < levels; i++)
        text_add(&text, "%s", open);
    for (size_t i = 0; i < levels; i++)
        text_add(&text, "%s", close);
    return text_take(&text);
}

static void nesting_ends_at_64_levels(void)
{
    struct said said;
    char *text = deep(64, "(", ")");

    said_begin(&said);
    CU_ASSERT_PTR_NOT_NULL(read_text(&said, text));
    free(text);
    text = deep(65, "(", ")");
    CU_ASSERT_PTR_NULL(read_text(&said, text));
    CHECK_SAID(&said, "x.cfg:1: error: nested more than 64 levels deep\n");
    free(text);
    text = deep(20000, "{ a = ", "; }");
    CU_ASSERT_PTR_NULL(read_text(&said, text));
    free(text);
    text = deep(1000000, "[", "");
    CU_ASSERT_PTR_NULL(read_text(&said, text));
    free(text);
    said_end(&said);
}

static void sizes_end_at_16_MB(void)
{
    struct said said;
    size_t size = 17u << 20;
    char *text = malloc(size);

    CU_ASSERT_FATAL(text != NULL);
    memset(text, ' ', size);
    said_begin(&said);
    CU_ASSERT_PTR_NULL(read_libconfig_text(text, size, "x.cfg", &said.arena, &said.diag));
    CHECK_SAID(&said, "x.cfg: error: larger than 16 MB, with all that is included\n");
    free(text);
    said_end(&said);
}

/* libconfig compares each name with all before it: a million would take hours. */
static void a_group_of_very_many_settings_is_refused(void)
{
    struct said said;
    struct text text = {0};

    said_begin(&said);
    for (int i = 0; i <= 20000; i++)
        text_add(&text, "a%d=1;\n", i);
    CU_ASSERT_PTR_NULL(read_text(&said, text_of(&text)));
    CHECK_SAID(&said, "x.cfg:20001: error: more than 20000 settings in one group\n");
    text_free(&text);
    said_end(&said);
}

static void includes_start_at_the_file_that_names_them(void)
{
    struct bench b;
    struct node *root;
    const char *path;
    struct text verbatim = {0};

    up(&b);
    path = arena_text(&b.said.arena, "mkdir %s/sub", b.directory);
    CU_ASSERT_EQUAL(system(path), 0);
    path = write_file(&b, "a.cfg", "one = 1;\n@include \"sub/c.cfg\"\nfour = 4;\n");
    write_file(&b, "sub/c.cfg", "two = 2;\n  @include \"d.cfg\" # beside it\n");
    write_file(&b, "sub/d.cfg", "three = {\n  x = ( 3,\n 33 ); };");
    root = read_libconfig(path, &b.said.arena, &verbatim, NULL, &b.said.diag);
    CHECK_SAID(&b.said, "");
    is(node_member(root, "one"), NODE_NUMBER, "1", 1);
    is(node_member(root, "two"), NODE_NUMBER, "2", 1);
    is(node_member(root, "four"), NODE_NUMBER, "4", 3);
    is(node_element(node_member(node_member(root, "three"), "x"), 1), NODE_NUMBER, "33",
       3);
    CU_ASSERT_STRING_EQUAL(node_member(root, "three")->at.file, path_of(&b, "sub/d.cfg"));
    CU_ASSERT_STRING_EQUAL(
        text_of(&verbatim),
        arena_text(&b.said.arena,
                   "one = 1;\n@include \"sub/c.cfg\"\nfour = 4;\n# file: sub/c.cfg\n"
                   "two = 2;\n  @include \"d.cfg\" # beside it\n# file: sub/d.cfg\n"
                   "three = {\n  x = ( 3,\n 33 ); };\n"));
    text_free(&verbatim);
    down(&b);
}

static void an_include_may_stand_inside_of_a_group(void)
{
    struct bench b;
    struct node *root;

    up(&b);
    write_file(&b, "b.cfg", "x = 5000000000;");
    root =
        read_libconfig(write_file(&b, "a.cfg", "g = {\n@include \"b.cfg\"\n};\ny = 1;"),
                       &b.said.arena, NULL, NULL, &b.said.diag);
    CHECK_SAID(&b.said, arena_text(&b.said.arena,
                                   "%s: error: 5000000000 does not fit 32 bits: put an L "
                                   "behind it\n",
                                   path_of(&b, "b.cfg:1")));
    is(node_member(node_member(root, "g"), "x"), NODE_NUMBER, "5000000000", 1);
    is(node_member(root, "y"), NODE_NUMBER, "1", 4);
    down(&b);
}

static void circles_and_missing_includes_are_told_with_their_line(void)
{
    struct bench b;
    const char *path;

    up(&b);
    path = write_file(&b, "a.cfg", "x = 1;\n@include \"b.cfg\"\n");
    CU_ASSERT_PTR_NULL(read_libconfig(path, &b.said.arena, NULL, NULL, &b.said.diag));
    CHECK_SAID(&b.said, arena_text(&b.said.arena,
                                   "%s:2: error: cannot include %s: No such file or "
                                   "directory\n",
                                   path, path_of(&b, "b.cfg")));
    write_file(&b, "b.cfg", "\n\n@include \"../%s/a.cfg\"");
    write_file(&b, "b.cfg",
               arena_text(&b.said.arena, "\n\n@include \"../%s/a.cfg\"", b.directory));
    CU_ASSERT_PTR_NULL(read_libconfig(path, &b.said.arena, NULL, NULL, &b.said.diag));
    CHECK_SAID(&b.said,
               arena_text(&b.said.arena, "%s:3: error: %s/../%s/a.cfg includes itself\n",
                          path_of(&b, "b.cfg"), b.directory, b.directory));
    write_file(&b, "b.cfg", "y = 5 ms;");
    CU_ASSERT_PTR_NULL(read_libconfig(path, &b.said.arena, NULL, NULL, &b.said.diag));
    CHECK_SAID(&b.said,
               arena_text(&b.said.arena,
                          "%s:1: error: syntax error: values with units are quoted: "
                          "\"5 ms\"\n",
                          path_of(&b, "b.cfg")));
    CU_ASSERT_EQUAL(b.said.diag.errors, 3);
    CU_ASSERT_EQUAL(b.said.diag.failures, 0);
    down(&b);
}

static void an_include_stands_on_a_line_of_its_own(void)
{
    refuses("@include \"b.cfg\" x = 1;",
            "x.cfg:1: error: @include stands on a line of its own: @include \"FILE\"\n");
    refuses("@include \"\"",
            "x.cfg:1: error: @include stands on a line of its own: @include \"FILE\"\n");
    refuses("x = 1; @include \"b.cfg\"", "x.cfg:1: error: syntax error\n");
}

/* Exit 1, not 2. */
static void a_file_that_cannot_be_read_is_the_worlds_failure(void)
{
    struct said said;

    said_begin(&said);
    CU_ASSERT_PTR_NULL(
        read_libconfig("not/there.cfg", &said.arena, NULL, NULL, &said.diag));
    CU_ASSERT_PTR_NULL(read_libconfig(".", &said.arena, NULL, NULL, &said.diag));
    CHECK_SAID(&said, "not/there.cfg: error: cannot be read: No such file or directory\n"
                      ".: error: cannot be read: Is a directory\n");
    CU_ASSERT_EQUAL(said.diag.failures, 2);
    CU_ASSERT_EQUAL(said.diag.errors, 0);
    said_end(&said);
}

/* The ten scenarios and three studies of the design, where they are at hand. */
static void the_examples_of_the_language_are_read(void)
{
    static const char *const names[] = {
        "a-airline-booking",       "b-airline-load-test",
        "c-order-pipeline",        "d-clickstream",
        "e-dynamodb-hot-key",      "f-fan-out",
        "g-nightly-batch",         "h-retry-storm",
        "i-edge-regional-private", "j-memory-and-provisioned",
        "studies/grow-airline",    "studies/sweep-order-batch",
        "studies/tune-provisioned"};
    const char *source = getenv("SRCDIR");
    struct said said;
    size_t read = 0;

    said_begin(&said);
    for (size_t i = 0; source && i < sizeof names / sizeof *names; i++) {
        const char *path = arena_text(&said.arena, "%s/../shared/design/examples/%s.cfg",
                                      source, names[i]);
        if (access(path, R_OK) != 0)
            continue;
        CU_ASSERT_PTR_NOT_NULL(read_libconfig(path, &said.arena, NULL, NULL, &said.diag));
        read++;
    }
    CHECK_SAID(&said, "");
    printf("  %zu examples at hand\n", read);
    said_end(&said);
}

FACTS(FACT(numbers_keep_their_spelling), FACT(adjacent_strings_join),
      FACT(elements_of_lists_have_their_own_lines),
      FACT(comments_and_strings_hide_what_they_hold),
      FACT(integers_that_libconfig_would_wrap_are_refused_all_at_once),
      FACT(unquoted_units_get_a_hint), FACT(unlikely_names_get_a_hint),
      FACT(a_comma_before_the_bracket_gets_a_hint),
      FACT(brackets_that_do_not_match_are_named), FACT(a_setting_given_twice_is_named),
      FACT(what_libconfig_says_itself_is_passed_on), FACT(what_is_left_out_is_named),
      FACT(separators_of_settings_may_be_left_out), FACT(an_empty_file_is_named),
      FACT(binary_files_are_refused), FACT(utf8_is_text_with_or_without_a_mark),
      FACT(nesting_ends_at_64_levels), FACT(sizes_end_at_16_MB),
      FACT(a_group_of_very_many_settings_is_refused),
      FACT(includes_start_at_the_file_that_names_them),
      FACT(an_include_may_stand_inside_of_a_group),
      FACT(circles_and_missing_includes_are_told_with_their_line),
      FACT(an_include_stands_on_a_line_of_its_own),
      FACT(a_file_that_cannot_be_read_is_the_worlds_failure),
      FACT(the_examples_of_the_language_are_read))
