// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.migrate.python;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;

final class PythonParserTest {

  private static Statement only(String source) {
    List<Statement> statements = PythonParser.parse(source).statements();
    assertThat(statements).hasSize(1);
    return statements.get(0);
  }

  private static Expr value(String source) {
    return ((Statement.Expression) only(source)).value();
  }

  @Test
  void strings_beside_each_other_are_one() {
    assertThat(value("('a' \"b\"\n  '''c\nd''' r'\\n' 'e\\x41\\u00e9\\\n')"))
        .isEqualTo(new Expr.Text(1, "abc\nd\\ne" + "A\u00e9"));
  }

  @Test
  void numbers_of_python_2_and_3_are_read() {
    assertThat(value("[0x10, 1_000, 00, 3L, 1e3, .5]").toString())
        .contains("value=16,", "value=1000,", "value=0,", "value=3,", "value=1E+3,", "value=0.5,");
  }

  @Test
  void operators_bind_as_in_python() {
    assertThat(value("1 + 2 * 3 ** 2").toString())
        .isEqualTo(value("1 + (2 * (3 ** 2))").toString());
    assertThat(value("not a in b or c").toString())
        .isEqualTo(value("(not (a in b)) or c").toString());
    assertThat(value("-2 ** 2").toString()).isEqualTo(value("-(2 ** 2)").toString());
  }

  @Test
  void what_is_not_known_is_kept_and_the_rest_is_read() {
    Expr list = value("[lambda x, y: x if y else {z: 1}, [i for i in range(3)], 7]");

    assertThat(((Expr.Sequence) list).items().get(((Expr.Sequence) list).items().size() - 1))
        .isEqualTo(new Expr.Num(1, new java.math.BigDecimal("7"), true));
  }

  @Test
  void blocks_end_where_their_lines_are_indented_less() {
    List<Statement> statements =
        PythonParser.parse("if a:\n    b = 1\n\n    # why\n    c = 2\nelse: d = 3\ne = 4\n")
            .statements();

    assertThat(statements).hasSize(3);
    assertThat(((Statement.Block) statements.get(0)).body()).hasSize(2);
    assertThat(((Statement.Block) statements.get(1)).keyword()).isEqualTo("else");
  }

  @Test
  void statements_of_python_2_do_not_stop_the_reader() {
    List<Statement> statements =
        PythonParser.parse("print 'x'\nexec code in d\na = 1\nraise E, 'x'\n").statements();

    assertThat(statements).hasSize(4);
    assertThat(statements.get(2)).isInstanceOf(Statement.Assign.class);
  }

  @Test
  void comments_tell_whether_they_stand_alone() {
    assertThat(PythonParser.parse("# one\na = 1  # two\nb = '# no'\n").comments())
        .containsExactly(new Comment(1, "one", true), new Comment(2, "two", false));
  }

  @Test
  void a_string_without_an_end_is_refused_with_its_line() {
    assertThatThrownBy(() -> PythonParser.parse("a = 1\nb = 'x\n"))
        .isInstanceOfSatisfying(
            PythonMistake.class, mistake -> assertThat(mistake.line()).isEqualTo(2));
  }

  @Test
  void deep_nesting_is_refused_and_no_stack_overflow() {
    assertThatThrownBy(() -> PythonParser.parse("a = " + "[".repeat(100_000)))
        .isInstanceOf(PythonMistake.class);
    assertThat(PythonParser.parse("a = " + "-".repeat(1_000) + "1").statements()).hasSize(1);
  }
}
