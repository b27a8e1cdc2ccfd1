#include "bench/wire/byte_reader.h"

#include <gtest/gtest.h>

namespace tlsbench {
namespace {

TEST(ByteReaderTest, NumbersAreBigEndian) {
  const Buffer bytes = {1, 2, 3, 4, 5, 6, 0xff, 8, 9, 10};
  ByteReader reader(bytes);
  EXPECT_EQ(reader.U8(), 1);
  EXPECT_EQ(reader.U16(), 0x0203);
  EXPECT_EQ(reader.U24(), 0x040506U);
  EXPECT_EQ(reader.U32(), 0xff08090aU);
  EXPECT_TRUE(reader.ok() && reader.empty());
}

TEST(ByteReaderTest, VectorsHaveTheirLengthBeforeThem) {
  const Buffer bytes = {2, 7, 8, 0, 1, 9};
  ByteReader reader(bytes);
  const Bytes first = reader.Vector8();
  EXPECT_EQ(Buffer(first.begin(), first.end()), (Buffer{7, 8}));
  EXPECT_EQ(reader.Vector16().size(), 1U);
  EXPECT_TRUE(reader.ok() && reader.empty());
}

// Whatever a length says.
TEST(ByteReaderTest, NothingIsReadPastTheEnd) {
  for (const Buffer& bytes : {Buffer{}, Buffer{1}, Buffer{0xff, 1, 2}, Buffer{0, 0xff, 1}}) {
    ByteReader reader(bytes);
    reader.Vector16();
    reader.U32();
    EXPECT_FALSE(reader.ok());
    EXPECT_TRUE(reader.empty());
    EXPECT_EQ(reader.U24(), 0U) << "and all that follows is zero";
    EXPECT_EQ(reader.Take(3).size(), 0U);
  }
}

TEST(ByteReaderTest, TextIsBytes) {
  EXPECT_EQ(AsBytes("GET").size(), 3U);
  EXPECT_EQ(AsBytes("GET")[0], 'G');
}

}  // namespace
}  // namespace tlsbench
