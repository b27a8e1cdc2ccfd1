#include "bench/net/delay_line.h"

#include <gtest/gtest.h>

#include <vector>

namespace tlsbench {
namespace {

constexpr std::int64_t kMs = 1'000'000;

// An IPv4 packet with a TCP header, as RFC 791 and RFC 9293 lay them out; `size` bytes in all.
Buffer Packet(std::uint16_t port, std::uint32_t sequence, bool syn, std::size_t size = 60) {
  Buffer packet(size);
  packet[0] = 0x45;
  packet[9] = 6;
  packet[20] = static_cast<std::uint8_t>(port >> 8);
  packet[21] = static_cast<std::uint8_t>(port);
  for (std::size_t i = 0; i < 4; ++i) {
    packet[24 + i] = static_cast<std::uint8_t>(sequence >> (24 - 8 * i));
  }
  packet[33] = syn ? 0x02 : 0x10;
  return packet;
}

// Which of a connection's packets are lost: its SYN and 199 more.
std::vector<bool> LossesOfConnection(LossPattern& losses, std::uint16_t port, std::uint32_t sequence) {
  std::vector<bool> lost;
  for (int i = 0; i < 200; ++i) {
    lost.push_back(losses.Loses(Packet(port, sequence, i == 0)));
  }
  return lost;
}

TEST(LossPatternTest, LosesTheAskedPart) {
  LossPattern losses(5, 1);
  int lost = 0;
  for (std::uint32_t connection = 0; connection < 200; ++connection) {
    for (const bool packet : LossesOfConnection(losses, 1000, connection * 7 + 1)) {
      lost += packet ? 1 : 0;
    }
  }
  EXPECT_NEAR(lost, 2000, 4 * 44) << "of 40000; four standard deviations";
}

TEST(LossPatternTest, RepeatsWithTheSeedAndNotWithAnother) {
  LossPattern first(20, 7);
  LossPattern second(20, 7);
  LossPattern other(20, 8);
  const auto of_first = LossesOfConnection(first, 1000, 99);
  EXPECT_EQ(of_first, LossesOfConnection(second, 2000, 5)) << "ports and sequence numbers are the kernel's choice";
  EXPECT_NE(of_first, LossesOfConnection(other, 1000, 99));
}

// What a connection loses hangs on its place alone, not on how many packets those before it took.
TEST(LossPatternTest, AConnectionsLossesDoNotHangOnTheOthersTiming) {
  LossPattern long_before(20, 7);
  LossPattern short_before(20, 7);
  LossesOfConnection(long_before, 1000, 1);
  short_before.Loses(Packet(1000, 1, true));
  EXPECT_EQ(LossesOfConnection(long_before, 1001, 2), LossesOfConnection(short_before, 1001, 2));
}

// Cells share a path: how many connections one of them made says nothing of another's.
TEST(LossPatternTest, ListenersDoNotHangOnEachOther) {
  const auto losses_of_second = [](int connections_of_first, std::uint8_t port_of_second) {
    LossPattern losses(30, 5);
    for (int i = 0; i < connections_of_first; ++i) {
      losses.Loses(Packet(static_cast<std::uint16_t>(2000 + i), 1, true));
    }
    std::vector<bool> lost;
    for (int i = 0; i < 100; ++i) {
      Buffer packet = Packet(3000, 9, i == 0);
      packet[23] = port_of_second;
      lost.push_back(losses.Loses(packet));
    }
    return lost;
  };
  EXPECT_EQ(losses_of_second(1, 99), losses_of_second(7, 88));
}

// Else a SYN that is lost would be lost for ever.
TEST(LossPatternTest, ASynThatIsSentAgainIsTheConnectionsNextPacket) {
  LossPattern losses(50, 3);
  int lost = 0;
  for (int i = 0; i < 100; ++i) {
    lost += losses.Loses(Packet(1000, 42, true)) ? 1 : 0;
  }
  EXPECT_GT(lost, 20);
  EXPECT_LT(lost, 80);
}

TEST(LossPatternTest, WhatIsNoTcpIsNotLost) {
  LossPattern losses(99, 1);
  for (const Buffer& packet : {Buffer(), Buffer{0x60, 1, 2}, Buffer(19, 0x45), Buffer(25, 0x4f)}) {
    for (int i = 0; i < 20; ++i) {
      EXPECT_FALSE(losses.Loses(packet));
    }
  }
}

TEST(DelayLineTest, HalfARoundTripLater) {
  PathConditions conditions;
  conditions.rtt_us = 50000;
  DelayLine line(conditions, 1);
  EXPECT_FALSE(line.next_due_ns());
  line.Offer(10 * kMs, Packet(1, 1, true));
  EXPECT_EQ(line.next_due_ns(), 35 * kMs);
  EXPECT_FALSE(line.Take(35 * kMs - 1));
  const auto packet = line.Take(35 * kMs);
  ASSERT_TRUE(packet);
  EXPECT_EQ(packet->bytes, Packet(1, 1, true));
  EXPECT_FALSE(line.Take(1000 * kMs));
}

TEST(DelayLineTest, JitterStaysWithinItsBoundsAndNothingOvertakes) {
  PathConditions conditions;
  conditions.rtt_us = 20000;
  conditions.jitter_us = 8000;
  DelayLine line(conditions, 1);
  std::int64_t before = 0;
  std::int64_t least = 1000 * kMs;
  std::int64_t most = 0;
  for (std::int64_t i = 0; i < 1000; ++i) {
    line.Offer(i * 100 * kMs, Packet(1, 1, false));  // far apart: each has a delay of its own
    const std::int64_t due = *line.next_due_ns();
    EXPECT_GE(due, before);
    before = due;
    least = std::min(least, due - i * 100 * kMs);
    most = std::max(most, due - i * 100 * kMs);
    line.Take(due);
  }
  EXPECT_GE(least, 6 * kMs);
  EXPECT_LT(least, 7 * kMs);
  EXPECT_LE(most, 14 * kMs);
  EXPECT_GT(most, 13 * kMs);
  for (int i = 0; i < 100; ++i) {
    line.Offer(200'000 * kMs, Packet(1, 1, false));
  }
  for (auto packet = line.Take(300'000 * kMs); packet; packet = line.Take(300'000 * kMs)) {
    EXPECT_GE(packet->due_ns, before);
    before = packet->due_ns;
  }
}

// 1250 bytes at 10 Mbit/s take a millisecond.
TEST(DelayLineTest, ARateSendsOnePacketAfterTheOther) {
  PathConditions conditions;
  conditions.rate_mbit_per_s = 10;
  DelayLine line(conditions, 1);
  for (int i = 0; i < 3; ++i) {
    line.Offer(0, Packet(1, 1, false, 1250));
  }
  for (const std::int64_t due : {1, 2, 3}) {
    EXPECT_EQ(line.next_due_ns(), due * kMs);
    line.Take(due * kMs);
  }
  line.Offer(100 * kMs, Packet(1, 1, false, 1250));
  EXPECT_EQ(line.next_due_ns(), 101 * kMs) << "an idle line owes nothing";
}

TEST(DelayLineTest, TheQueueBeforeARateIsBounded) {
  PathConditions conditions;
  conditions.rate_mbit_per_s = 1;
  DelayLine line(conditions, 1);
  for (int i = 0; i < 5000; ++i) {
    line.Offer(0, Packet(1, 1, false, 1500));
  }
  EXPECT_NEAR(static_cast<double>(line.overflowed()), 4000, 2);
  EXPECT_EQ(line.lost(), 0U) << "that is another thing";
}

TEST(DelayLineTest, LostPacketsAreCountedAndNeverCome) {
  PathConditions conditions;
  conditions.loss_percent = 50;
  DelayLine line(conditions, 1);
  for (int i = 0; i < 1000; ++i) {
    line.Offer(0, Packet(1, 1, false));
  }
  unsigned came = 0;
  while (line.Take(0)) {
    ++came;
  }
  EXPECT_EQ(came + line.lost(), 1000U);
  EXPECT_GT(line.lost(), 400U);
}

}  // namespace
}  // namespace tlsbench
