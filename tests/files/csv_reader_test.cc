#include "bench/files/csv_reader.h"

#include <gtest/gtest.h>

#include <random>

#include "bench/files/csv_writer.h"

namespace tlsbench {
namespace {

std::vector<std::string> Fields(std::string_view text) {
  const auto table = ReadCsv(text);
  return table && table->rows.size() == 1 ? table->rows[0].fields : std::vector<std::string>{"no row"};
}

std::string ErrorOf(std::string_view text) {
  const auto table = ReadCsv(text);
  return table ? "" : table.error();
}

TEST(ReadCsvTest, PlainAndQuotedFields) {
  EXPECT_EQ(Fields("a,b\n1,2\n"), (std::vector<std::string>{"1", "2"}));
  EXPECT_EQ(Fields("a,b\r\n1,2\r\n"), (std::vector<std::string>{"1", "2"}));
  EXPECT_EQ(Fields("a,b\n\"x,y\",\"say \"\"hi\"\"\"\n"), (std::vector<std::string>{"x,y", "say \"hi\""}));
  EXPECT_EQ(Fields("a,b\n\"two\nlines\",\n"), (std::vector<std::string>{"two\nlines", ""}));
  EXPECT_EQ(Fields("a\n\"\"\n"), (std::vector<std::string>{""}));
}

TEST(ReadCsvTest, KnowsColumnsAndLines) {
  const auto table = ReadCsv("a,b\n\"1\n\",2\n3,4\n");
  ASSERT_TRUE(table);
  EXPECT_EQ(table->Column("b"), 1U);
  EXPECT_EQ(table->Column("c"), std::nullopt);
  EXPECT_EQ(table->rows[0].line, 2U);
  EXPECT_EQ(table->rows[1].line, 4U);
}

TEST(ReadCsvTest, SaysWhatIsWrongAndWhere) {
  EXPECT_EQ(ErrorOf(""), "it is empty");
  EXPECT_EQ(ErrorOf("a,b\n1,2\n3\n"), "line 3 has 1 fields where the header has 2");
  EXPECT_EQ(ErrorOf("a,b\n1,2,3\n"), "line 2 has 3 fields where the header has 2");
  EXPECT_EQ(ErrorOf("a,b\n1,2"), "the file ends in the middle of line 2; was it cut off?");
  EXPECT_EQ(ErrorOf("a\n\"1"), "a quote that opens in line 2 is never closed; was the file cut off?");
  EXPECT_EQ(ErrorOf("a\n\"1\"2\n"), "line 2: text beside a quoted field");
  EXPECT_EQ(ErrorOf("a\n1\"2\"\n"), "line 2: a quote inside a field that is not quoted");
  EXPECT_EQ(ErrorOf("a\n1\r2\n"), "line 2: a carriage return inside a field that is not quoted");
  EXPECT_EQ(ErrorOf("a,b,a\n"), "two columns are called 'a'");
  EXPECT_EQ(ErrorOf("a,,,a\n"), "two columns are called ''");
  EXPECT_EQ(ErrorOf("\"a\nb\",\"a\nb\"\n"), "two columns are called 'a?b'");
}

TEST(ShownTest, IsOneLineAndNotWithoutEnd) {
  EXPECT_EQ(Shown("plain, with \"quotes\""), "plain, with \"quotes\"");
  EXPECT_EQ(Shown("two\nlines\x1b[1m\x7f"), "two?lines?[1m?");
  EXPECT_EQ(Shown("0123456789", 4), "0123...");
  EXPECT_EQ(Shown("0123456789", 10), "0123456789");
  EXPECT_EQ(Shown("012\xc3\xa9 and more", 4), "012...") << "no half of a character";
  EXPECT_EQ(Shown("\x80\x80\x80", 2), "...");
}

// Whatever the writer writes is read back.
TEST(ReadCsvTest, ReadsWhatTheWriterQuotes) {
  for (const std::string text : {"", "plain", "a,b", "\"", "\"\"", "a\r\nb", ",\n\"", " "}) {
    EXPECT_EQ(Fields("h,i\n" + CsvField(text) + ",x\n"), (std::vector<std::string>{text, "x"}));
  }
}

// Texts made of the characters that matter: each is read to rows as wide as their header, or refused in one line, and
// what was read is read again from what the writer makes of it.
TEST(ReadCsvTest, AnyTextIsReadOrRefused) {
  std::mt19937 engine(4);
  const std::string alphabet = "ab,,\"\"\n\n\r\0x";
  int read = 0;
  for (int i = 0; i < 200000; ++i) {
    std::string text(engine() % 24, ' ');
    for (char& c : text) {
      c = alphabet[engine() % alphabet.size()];
    }
    const auto table = ReadCsv(text);
    if (!table) {
      ASSERT_FALSE(table.error().empty());
      continue;
    }
    ++read;
    std::string again;
    const auto append = [&](const std::vector<std::string>& fields) {
      for (std::size_t field = 0; field < fields.size(); ++field) {
        again.append(field == 0 ? "" : ",").append(CsvField(fields[field]));
      }
      again.append("\n");
    };
    append(table->header);
    for (const CsvRow& row : table->rows) {
      ASSERT_EQ(row.fields.size(), table->header.size());
      append(row.fields);
    }
    const auto twice = ReadCsv(again);
    ASSERT_TRUE(twice) << twice.error();
    ASSERT_EQ(twice->rows.size(), table->rows.size());
  }
  EXPECT_GT(read, 1000);
}

TEST(ReadWholeRowsTest, LeavesOutTheRowThatWasCutOff) {
  const auto plain = ReadWholeRows("a,b\n1,2\n3,");
  ASSERT_TRUE(plain) << plain.error();
  EXPECT_EQ(plain->rows.size(), 1U);
  EXPECT_EQ(plain->cut, "the file ends in the middle of line 3; was it cut off?");
  const auto quoted = ReadWholeRows("a,b\n1,2\n3,\"4");
  ASSERT_TRUE(quoted) << quoted.error();
  EXPECT_EQ(quoted->cut, "a quote that opens in line 3 is never closed; was the file cut off?");
  EXPECT_EQ(ReadWholeRows("a,b\n1,2\n")->cut, "");
}

TEST(ReadWholeRowsTest, RefusesWhatIsWrongBeforeTheEnd) {
  EXPECT_FALSE(ReadWholeRows("a,b\n1\n1,2\n"));
  EXPECT_FALSE(ReadWholeRows("a,b"));
  EXPECT_FALSE(ReadWholeRows("a,b\nx\"y,2\n"));
}

}  // namespace
}  // namespace tlsbench
