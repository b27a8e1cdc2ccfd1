#include "bench/net/http_response.h"

#include <gtest/gtest.h>

#include <string>

namespace tlsbench {
namespace {

TEST(ResponseTest, EndsWithItsContentLength) {
  const std::string head = "HTTP/1.1 200 OK\r\ncontent-LENGTH:  5 \r\nServer: x\r\n\r\n";
  EXPECT_FALSE(IsWholeResponse(head + "1234"));
  EXPECT_TRUE(IsWholeResponse(head + "12345"));
  EXPECT_TRUE(IsWholeResponse("HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n"));
}

TEST(ResponseTest, EndsWithItsLastChunk) {
  const std::string head = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n";
  EXPECT_FALSE(IsWholeResponse(head + "5\r\nhello\r\n"));
  EXPECT_TRUE(IsWholeResponse(head + "5\r\nhello\r\n0\r\n\r\n"));
  EXPECT_TRUE(IsWholeResponse(head + "0\r\n\r\n"));
}

TEST(ResponseTest, SomeStatusesHaveNoBody) {
  EXPECT_TRUE(IsWholeResponse("HTTP/1.1 304 Not Modified\r\nETag: x\r\n\r\n"));
  EXPECT_TRUE(IsWholeResponse("HTTP/1.1 204 No Content\r\n\r\n"));
}

TEST(ResponseTest, WithoutALengthOnlyTheConnectionsEndIsTheEnd) {
  EXPECT_FALSE(IsWholeResponse("HTTP/1.1 200 OK\r\nConnection: close\r\n\r\nall of it"));
  EXPECT_FALSE(IsWholeResponse("HTTP/1.1 200 OK\r\nContent-Length: many\r\n\r\n12345"));
  EXPECT_FALSE(IsWholeResponse("HTTP/1.1 200 OK\r\nContent-Length:\r\n\r\n"));
}

TEST(ResponseTest, ABeginningIsNoWhole) {
  const std::string whole = "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n";
  for (std::size_t length = 0; length < whole.size(); ++length) {
    EXPECT_FALSE(IsWholeResponse(whole.substr(0, length))) << length;
  }
  EXPECT_FALSE(IsWholeResponse("\r\n"));
}

TEST(ResponseTest, TellsItsEndInItsHeadOrNotAtAll) {
  EXPECT_TRUE(TellsItsEnd("HTTP/1.1 200 OK\r\nContent-"));
  EXPECT_TRUE(TellsItsEnd("HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\n"));
  EXPECT_TRUE(TellsItsEnd("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"));
  EXPECT_TRUE(TellsItsEnd("HTTP/1.1 304 Not Modified\r\n\r\n"));
  EXPECT_FALSE(TellsItsEnd("HTTP/1.0 200 ok\r\nContent-type: text/html\r\n\r\n<HTML>"));
}

}  // namespace
}  // namespace tlsbench
