#include "bench/files/columns.h"

#include <gtest/gtest.h>

namespace tlsbench {
namespace {

struct Inner {
  double us = 0;
  std::optional<unsigned> count;
};

struct Base {
  std::string name;
};

struct Thing : Base {
  std::optional<Inner> inner;
  int number = 0;
  std::int64_t sign = 0;
  bool on = false;
};

const Columns<Thing>& Table() {
  static const Columns<Thing> columns = {
      Text("name", &Base::name),
      Us("us", &Thing::inner, &Inner::us),
      Only([](const Thing& thing) { return thing.on; }, Whole("count", &Thing::inner, &Inner::count)),
      Whole("number", &Thing::number),
      Whole("sign", &Thing::sign),
      Flag("on", &Thing::on),
  };
  return columns;
}

tl::expected<Thing, std::string> ReadLine(const std::string& line) {
  const CsvTable table = ReadCsv(HeaderOf(Table()) + line).value();
  return ColumnReader<Thing>(table, Table()).Read(table.rows.at(0));
}

TEST(ColumnsTest, OneTableWritesAndReads) {
  Thing thing;
  thing.name = "a, \"b\"";
  thing.inner = Inner{12.5, 7};
  thing.number = 3;
  thing.sign = -4;
  thing.on = true;
  EXPECT_EQ(HeaderOf(Table()), "name,us,count,number,sign,on\n");
  const std::string line = LineOf(thing, Table());
  EXPECT_EQ(line, "\"a, \"\"b\"\"\",12.500,7,3,-4,1\n");
  const auto read = ReadLine(line);
  ASSERT_TRUE(read) << read.error();
  EXPECT_EQ(LineOf(*read, Table()), line);
  EXPECT_EQ(read->inner->us, 12.5);
}

TEST(ColumnsTest, WhatIsEmptyStaysUnknown) {
  EXPECT_EQ(LineOf(Thing(), Table()), ",,,0,0,0\n");
  EXPECT_FALSE(ReadLine(",,,0,0,0\n")->inner);
  Thing off;
  off.inner = Inner{1, 2};
  EXPECT_EQ(LineOf(off, Table()), ",1.000,,0,0,0\n") << "only where it is on";
}

TEST(ColumnsTest, WhatIsNoValueIsNamedWithItsColumn) {
  EXPECT_EQ(ReadLine(",nan,,0,0,0\n").error(), "us is 'nan', which is no time");
  EXPECT_EQ(ReadLine(",-1,,0,0,0\n").error(), "us is '-1', which is no time");
  EXPECT_EQ(ReadLine(",,1.5,0,0,0\n").error(), "count is '1.5', which is no count");
  EXPECT_EQ(ReadLine(",,,-1,0,0\n").error(), "number is '-1', which is no count");
  EXPECT_EQ(ReadLine(",,,0,99999999999999999999,0\n").error(), "sign is '99999999999999999999', which is no count");
  EXPECT_EQ(ReadLine(",,,0,0,yes\n").error(), "on is 'yes', which is neither 0 nor 1");
}

TEST(ColumnsTest, ColumnsThatAFileHasNotOrThatNobodyKnowsAreLeftOut) {
  const CsvTable table = ReadCsv("number,other\n5,x\n").value();
  const auto read = ColumnReader<Thing>(table, Table()).Read(table.rows[0]);
  ASSERT_TRUE(read) << read.error();
  EXPECT_EQ(read->number, 5);
  EXPECT_EQ(read->name, "");
}

TEST(ColumnsTest, AsWrittenHasTheDigitsThatStandThere) {
  Thing thing;
  thing.inner = Inner{1.00049, {}};
  Thing written;
  SetAsWritten(thing, Table(), written);
  EXPECT_EQ(written.inner->us, 1.0);
  EXPECT_EQ(LineOf(written, Table()), LineOf(thing, Table()));
}

}  // namespace
}  // namespace tlsbench
