// ExoPort's C ABI (include/exoport.h) for C#, to be read as an example: the P/Invoke signatures and
// a class that gives records as a sequence. Plain C# 7: .NET Framework, mono and .NET alike.
using System;
using System.Collections.Generic;
using System.Runtime.InteropServices;
using System.Text;

/// <summary>A status below zero, with its name and the library's explanation.</summary>
public sealed class ExoPortException : Exception
{
    public int Status { get; }

    internal ExoPortException(int status, string name, string text)
        : base(name + " (" + status + "): " + text)
    {
        Status = status;
    }
}

/// <summary>A run: targets in, records out as they complete. Every member is thread-safe.</summary>
public sealed class ExoPortRun : IDisposable
{
    public const int Ok = 0;
    public const int Record = 0;
    public const int Pending = 1;
    public const int Done = 2;
    public const int BadArgument = -1;
    public const int BufferTooSmall = -3;
    public const int BadTarget = -5;
    public const int Finished = -7;
    private const uint AbiVersion = 1;

    private readonly ulong run;
    private byte[] buffer = new byte[1024];

    /// <param name="config">A JSON object; empty for the defaults.</param>
    public ExoPortRun(string config)
    {
        if (Native.exoport_abi_version() != AbiVersion)
        {
            throw new InvalidOperationException("this exoport library has another ABI version");
        }
        byte[] text = Encoding.UTF8.GetBytes(config);
        Check(Native.exoport_run_start(text, (uint)text.Length, out run));
    }

    /// <summary>Adds a target (a JSON object) and waits for room at most so long.</summary>
    /// <returns>False when there was no room: take records, then push it again.</returns>
    public bool TryPush(string target, uint timeoutMilliseconds)
    {
        byte[] text = Encoding.UTF8.GetBytes(target);
        return Check(Native.exoport_run_push(run, text, (uint)text.Length, timeoutMilliseconds)) == Ok;
    }

    /// <summary>Says that no more targets will come.</summary>
    public void Finish()
    {
        Check(Native.exoport_run_finish(run));
    }

    /// <summary>Stops every probe at once; records that are complete can still be taken.</summary>
    public void Cancel()
    {
        Check(Native.exoport_run_cancel(run));
    }

    /// <summary>
    /// Adds the records that are ready to a list, one JSON object each, and waits for the first at
    /// most so long. One thread at a time: it uses one buffer again and again.
    /// </summary>
    /// <returns>Record, Pending or Done.</returns>
    public int Take(ICollection<string> records, uint timeoutMilliseconds)
    {
        while (true)
        {
            uint needed;
            uint count;
            int status = Native.exoport_run_next(
                run, buffer, (uint)buffer.Length, out needed, out count, timeoutMilliseconds);
            if (status == BufferTooSmall)
            {
                // The record is still there: make room for it and ask again.
                buffer = new byte[needed];
                continue;
            }
            Check(status);
            // Each record is one line; needed is 0 when there is none.
            int start = 0;
            for (uint index = 0; index < count; index++)
            {
                int end = Array.IndexOf(buffer, (byte)'\n', start);
                records.Add(Encoding.UTF8.GetString(buffer, start, end - start));
                start = end + 1;
            }
            return status;
        }
    }

    /// <summary>Cancels and frees the run. A second call is harmless.</summary>
    public void Dispose()
    {
        // BAD_HANDLE from a second call is of no interest.
        Native.exoport_run_close(run);
        GC.SuppressFinalize(this);
    }

    ~ExoPortRun()
    {
        Native.exoport_run_close(run);
    }

    /// <summary>Turns a status below zero into an exception.</summary>
    private static int Check(int status)
    {
        if (status >= 0)
        {
            return status;
        }
        // First the text: it belongs to the last call that failed on this thread.
        string text = Text((byte[] bytes, uint capacity, out uint needed) =>
            Native.exoport_last_error(bytes, capacity, out needed));
        string name = Text((byte[] bytes, uint capacity, out uint needed) =>
            Native.exoport_status_name(status, bytes, capacity, out needed));
        throw new ExoPortException(status, name, text);
    }

    private delegate int TextFunction(byte[] bytes, uint capacity, out uint needed);

    /// <summary>Asks for the length, then for the text.</summary>
    private static string Text(TextFunction function)
    {
        uint needed;
        function(null, 0, out needed);
        byte[] bytes = new byte[needed];
        return function(bytes, needed, out needed) == Ok ? Encoding.UTF8.GetString(bytes) : "";
    }

    /// <summary>
    /// The functions of include/exoport.h. byte[] is pinned for the call and not copied; null is
    /// NULL. On .NET, NativeLibrary.SetDllImportResolver can say where the library is; on .NET
    /// Framework and mono it is found beside the program or on PATH (LD_LIBRARY_PATH).
    /// </summary>
    private static class Native
    {
        private const string Library = "exoport";
        private const CallingConvention C = CallingConvention.Cdecl;

        [DllImport(Library, CallingConvention = C)]
        internal static extern uint exoport_abi_version();

        [DllImport(Library, CallingConvention = C)]
        internal static extern int exoport_status_name(
            int status, byte[] buffer, uint capacity, out uint needed);

        [DllImport(Library, CallingConvention = C)]
        internal static extern int exoport_last_error(
            byte[] buffer, uint capacity, out uint needed);

        [DllImport(Library, CallingConvention = C)]
        internal static extern int exoport_run_start(
            byte[] config, uint configLength, out ulong run);

        [DllImport(Library, CallingConvention = C)]
        internal static extern int exoport_run_push(
            ulong run, byte[] target, uint targetLength, uint timeoutMilliseconds);

        [DllImport(Library, CallingConvention = C)]
        internal static extern int exoport_run_finish(ulong run);

        [DllImport(Library, CallingConvention = C)]
        internal static extern int exoport_run_next(
            ulong run, byte[] buffer, uint capacity, out uint needed, out uint count,
            uint timeoutMilliseconds);

        [DllImport(Library, CallingConvention = C)]
        internal static extern int exoport_run_cancel(ulong run);

        [DllImport(Library, CallingConvention = C)]
        internal static extern int exoport_run_close(ulong run);
    }
}
