package io.ringcast.client.cli;

import java.util.ArrayList;
import java.util.List;

/**
 * Text in aligned columns with a heading, two spaces between. What is not printable is shown as {@code ?}: titles and user agents come
 * from strangers, and a terminal obeys escape sequences.
 */
final class Table {

    private final List<Column> columns;
    private final List<List<String>> rows = new ArrayList<>();

    Table(Column... columns) {
        this.columns = List.of(columns);
        rows.add(this.columns.stream().map(Column::heading).toList());
    }

    static Column left(String heading) {
        return new Column(heading, false);
    }

    static Column right(String heading) {
        return new Column(heading, true);
    }

    void row(String... cells) {
        if (cells.length != columns.size()) {
            throw new IllegalArgumentException("cells: " + cells.length + " (expected: " + columns.size() + ")");
        }
        rows.add(List.of(cells).stream().map(Table::printable).toList());
    }

    @Override
    public String toString() {
        int[] widths = new int[columns.size()];
        for (List<String> row : rows) {
            for (int i = 0; i < widths.length; i++) {
                widths[i] = Math.max(widths[i], width(row.get(i)));
            }
        }
        StringBuilder out = new StringBuilder();
        for (List<String> row : rows) {
            StringBuilder line = new StringBuilder();
            for (int i = 0; i < widths.length; i++) {
                String space = " ".repeat(widths[i] - width(row.get(i)));
                line.append(columns.get(i).right() ? space + row.get(i) : row.get(i) + space)
                        .append("  ");
            }
            out.append(line.toString().stripTrailing()).append('\n');
        }
        return out.toString();
    }

    private static int width(String cell) {
        return cell.codePointCount(0, cell.length());
    }

    /** {@code cell} fit for a terminal. */
    static String printable(String cell) {
        StringBuilder out = new StringBuilder();
        cell.codePoints().forEach(c -> {
            switch (Character.getType(c)) {
                case Character.CONTROL,
                        Character.FORMAT,
                        Character.SURROGATE,
                        Character.LINE_SEPARATOR,
                        Character.PARAGRAPH_SEPARATOR -> out.append('?');
                default -> out.appendCodePoint(c);
            }
        });
        return out.toString();
    }

    /** A column: its heading, and on which side its cells stand. */
    record Column(String heading, boolean right) {}
}
