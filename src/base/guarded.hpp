#pragma once

#include <mutex>
#include <utility>

namespace mailapp {

/// A value that can only be reached while its lock is held.
template <class T>
class Guarded {
public:
    class Access {
    public:
        Access(T& value, std::mutex& mutex) : lock_(mutex), value_(value) {}
        T* operator->() { return &value_; }
        T& operator*() { return value_; }
        std::unique_lock<std::mutex>& lock() { return lock_; }

    private:
        std::unique_lock<std::mutex> lock_;
        T& value_;
    };

    Guarded() = default;
    explicit Guarded(T value) : value_(std::move(value)) {}

    /// Holds the lock as long as the returned object lives.
    Access access() { return Access(value_, mutex_); }

private:
    std::mutex mutex_;
    T value_;
};

}  // namespace mailapp
