#include "bench/wire/records.h"

#include <gtest/gtest.h>

#include "bench/wire/byte_reader.h"
#include "tests/support/wire_bytes.h"

namespace tlsbench {
namespace {

TEST(RecordsTest, TlsIsKnownByItsFirstBytes) {
  EXPECT_TRUE(LooksLikeTls(Buffer{}));
  EXPECT_TRUE(LooksLikeTls(Buffer{kHandshake}));
  EXPECT_TRUE(LooksLikeTls(Buffer{kAlert, 3, 1}));
  EXPECT_FALSE(LooksLikeTls(Buffer{kHandshake, 2}));
  EXPECT_FALSE(LooksLikeTls(Buffer{'H', 'T', 'T', 'P'}));
  EXPECT_FALSE(LooksLikeTls(Buffer{'2', '2', '0', ' '}));
}

TEST(RecordsTest, AChangeCipherSpecIsLoneOnlyByItself) {
  EXPECT_TRUE(IsLoneChangeCipherSpec(Buffer{20, 3, 3, 0, 1, 1}));
  EXPECT_FALSE(IsLoneChangeCipherSpec(Buffer{}));
  EXPECT_FALSE(IsLoneChangeCipherSpec(Buffer{20, 3, 3, 0, 1}));
  EXPECT_FALSE(IsLoneChangeCipherSpec(Buffer{20, 3, 3, 0, 1, 1, 23}));
  EXPECT_FALSE(IsLoneChangeCipherSpec(Buffer{21, 3, 3, 0, 1, 1}));
}

TEST(RecordsTest, LengthsAreThoseOfTheHeaders) {
  const Buffer record = Record(kHandshake, Buffer(300, 1));
  EXPECT_EQ(RecordBytes(record), 305U);
  EXPECT_EQ(RecordBytes(Bytes(record).first(5)), 305U) << "the header tells";
  EXPECT_EQ(RecordBytes(Bytes(record).first(4)), 0U);
  const Buffer two = Join({record, kChange});
  EXPECT_EQ(WholeRecords(two), two.size());
  EXPECT_EQ(WholeRecords(Bytes(two).first(two.size() - 1)), record.size());
  EXPECT_EQ(WholeRecords(Bytes(two).first(304)), 0U);
  EXPECT_EQ(WholeRecords({}), 0U);
}

TEST(RecordsTest, EarlyDataStandsBehindTheHandshake) {
  const Buffer hello = Join({Record(kHandshake, Buffer(300, 1)), kChange});
  const Buffer both = Join({hello, Record(kData, Buffer(50, 1))});
  EXPECT_EQ(BeforeApplicationData(both), hello.size());
  EXPECT_EQ(BeforeApplicationData(hello), hello.size());
  EXPECT_EQ(BeforeApplicationData(Bytes(hello).first(100)), 100U) << "a record that is cut short";
  EXPECT_EQ(BeforeApplicationData({}), 0U);
  EXPECT_EQ(BeforeApplicationData(Record(kData, Buffer(50, 1))), 0U);
}

TEST(RecordsTest, WhatIsNoTlsIsShownPrintable) {
  EXPECT_EQ(FirstLineOf(AsBytes("HTTP/1.1 400 Bad Request\r\nServer: x\r\n")), "HTTP/1.1 400 Bad Request");
  EXPECT_EQ(FirstLineOf(AsBytes("a\x01\x1b[31m")), "a..[31m");
  EXPECT_EQ(FirstLineOf(Buffer(100, 'y')), std::string(40, 'y'));
  EXPECT_EQ(FirstLineOf({}), "");
}

}  // namespace
}  // namespace tlsbench
