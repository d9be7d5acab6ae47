#include "http/body_budget.hpp"

#include <utility>

namespace mailapp::http {

bool BodyBudget::take(std::string const& client, std::size_t bytes) {
    auto taken = taken_.access();
    auto const found = taken->by_client.try_emplace(client).first;
    if (taken->all + bytes > most_ || found->second + bytes > most_each_) {
        if (found->second == 0) taken->by_client.erase(found);
        return false;
    }
    taken->all += bytes;
    found->second += bytes;
    return true;
}

void BodyBudget::give_back(std::string const& client, std::size_t bytes) {
    auto taken = taken_.access();
    auto const found = taken->by_client.find(client);
    if (found == taken->by_client.end()) return;
    taken->all -= bytes;
    found->second -= bytes;
    if (found->second == 0) taken->by_client.erase(found);
}

bool BodyShare::grow_to(std::string const& client, std::size_t size) {
    if (size <= size_ || size <= small_) return true;
    if (!budget_.take(client, size - size_)) return false;
    client_ = client;
    size_ = size;
    return true;
}

void BodyShare::give_back() {
    if (size_ != 0) budget_.give_back(client_, std::exchange(size_, 0));
}

}  // namespace mailapp::http
