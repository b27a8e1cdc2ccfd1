#include "bench/link/server_protocol.h"

#include <gtest/gtest.h>
#include <sys/socket.h>

#include <array>
#include <thread>

#include "bench/os/process.h"

namespace tlsbench {
namespace {

struct Ends {
  Fd worker;
  Fd server;
};

Ends Connected() {
  std::array<int, 2> ends{};
  EXPECT_EQ(socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, ends.data()), 0);
  return {Fd(ends[0]), Fd(ends[1])};
}

std::string SampleText(std::size_t length) {
  std::string text(length, 'a');
  for (std::size_t i = 0; i < length; i += 997) {
    text[i] = static_cast<char>('b' + i % 25);
  }
  return text;
}

std::string AsItArrives(const std::string& text) {
  const Ends ends = Connected();
  std::string arrived;
  std::thread server([&] { arrived = ReceiveSetup(ends.server.get()); });
  EXPECT_TRUE(SendSetup(ends.worker.get(), text));
  server.join();
  return arrived;
}

TEST(ServerProtocolTest, ASetupOfAnyLengthArrivesWhole) {
  for (const std::size_t length : {std::size_t{0}, std::size_t{1}, kMaxPacketBytes - 1, kMaxPacketBytes,
                                   kMaxPacketBytes + 1, 2 * kMaxPacketBytes, std::size_t{3'000'000}}) {
    EXPECT_TRUE(AsItArrives(SampleText(length)) == SampleText(length)) << length;
  }
}

TEST(ServerProtocolTest, APacketEndsWithItsPart) {
  const Ends ends = Connected();
  EXPECT_TRUE(SendSetup(ends.worker.get(), "setup"));
  const ServerRecord question{ServerRecord::Kind::kCpu};
  EXPECT_EQ(send(ends.worker.get(), &question, sizeof(question), 0), static_cast<ssize_t>(sizeof(question)));
  EXPECT_EQ(ReceiveSetup(ends.server.get()), "setup");
  ServerRecord record;
  EXPECT_EQ(recv(ends.server.get(), &record, sizeof(record), 0), static_cast<ssize_t>(sizeof(record)));
  EXPECT_EQ(record.kind, ServerRecord::Kind::kCpu);
}

TEST(ServerProtocolTest, AnEndThatHasGoneIsNoticed) {
  Ends ends = Connected();
  ends.server = Fd();
  EXPECT_FALSE(SendSetup(ends.worker.get(), "setup"));
  ends = Connected();
  const std::size_t length = 10;
  EXPECT_EQ(send(ends.worker.get(), &length, sizeof(length), 0), static_cast<ssize_t>(sizeof(length)));
  ends.worker = Fd();
  EXPECT_EQ(ReceiveSetup(ends.server.get()), "") << "the worker went in the middle";
}

}  // namespace
}  // namespace tlsbench
