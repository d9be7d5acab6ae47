#pragma once

#include "features/api_keys/service.hpp"
#include "features/self_test/types.hpp"
#include "instance/instance.hpp"

#include <atomic>
#include <functional>
#include <string>
#include <vector>

namespace mailapp::self_test {

/// A read-write key for one run; there may be no other, and a person's key is not ours to use.
class TemporaryKey {
public:
    explicit TemporaryKey(api_keys::ApiKeys& keys);
    ~TemporaryKey();
    TemporaryKey(TemporaryKey const&) = delete;
    TemporaryKey& operator=(TemporaryKey const&) = delete;
    std::string const& text() const { return issued_.key; }

private:
    Principal const who_ = Principal::system("selftest");
    api_keys::ApiKeys& keys_;
    api_keys::IssuedApiKey issued_;
};

/// All hops before the first one.
std::vector<SelfTestHop> hops_to_come();

/// Sends a message through a running instance, hop by hop, in a domain that exists for the time of the test.
/// `on_progress` is called with all hops each time that one begins or ends. When `stopping` becomes true the
/// hops that are left are skipped, but for cleaning up. Blocks for a minute or two at worst.
std::vector<SelfTestHop> run_hops(Instance const& instance, std::string const& api_key,
                                  std::atomic<bool> const& stopping,
                                  std::function<void(std::vector<SelfTestHop> const&)> const& on_progress);

}  // namespace mailapp::self_test
