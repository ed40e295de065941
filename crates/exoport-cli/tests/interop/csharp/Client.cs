// A client of ExoPort in C#, to be read as an example.
//
//   client.exe [--cancel-after RECORDS] CONFIG [TARGET ...]
//
// CONFIG is the JSON object of a run ("" for the defaults), each TARGET a JSON object; without
// TARGETs they are read from standard input, one a line. Records go to standard output as they
// complete, one JSON object a line; what went wrong and a summary go to standard error.
//
// Ends with 0 when every target was taken and every record came, else with 1. Ctrl+C cancels the run
// and still prints what was complete.
using System;
using System.Collections.Generic;
using System.IO;
using System.Text;

public static class Client
{
    private static TextWriter output;
    private static int cancelAfter;
    private static int targets;
    private static int refused;
    private static int records;

    public static int Main(string[] arguments)
    {
        // Records are UTF-8 whatever the console's code page is.
        output = new StreamWriter(Console.OpenStandardOutput(), new UTF8Encoding(false));
        int first = 0;
        if (arguments.Length > 1 && arguments[0] == "--cancel-after")
        {
            cancelAfter = int.Parse(arguments[1]);
            first = 2;
        }
        if (arguments.Length <= first)
        {
            Console.Error.WriteLine("usage: client.exe [--cancel-after RECORDS] CONFIG [TARGET ...]");
            return 1;
        }
        ExoPortRun run;
        try
        {
            run = new ExoPortRun(arguments[first]);
        }
        catch (ExoPortException error)
        {
            Console.Error.WriteLine("cannot start: " + error.Message);
            return 1;
        }
        using (run)
        {
            Console.CancelKeyPress += (sender, pressed) =>
            {
                // On another thread; the loop below sees Done and ends by itself.
                pressed.Cancel = true;
                run.Cancel();
            };
            IEnumerable<string> given = arguments.Length > first + 1
                ? new ArraySegment<string>(arguments, first + 1, arguments.Length - first - 1)
                : Lines(Console.OpenStandardInput());
            foreach (string target in given)
            {
                if (!Push(run, target))
                {
                    break;
                }
            }
            run.Finish();
            while (Print(run, 10000) != ExoPortRun.Done)
            {
            }
        }
        Console.Error.WriteLine(targets + " targets, " + refused + " refused, " + records + " records");
        return refused == 0 ? 0 : 1;
    }

    private static IEnumerable<string> Lines(Stream stream)
    {
        using (StreamReader reader = new StreamReader(stream, new UTF8Encoding(false)))
        {
            string line;
            while ((line = reader.ReadLine()) != null)
            {
                if (line.Length > 0)
                {
                    yield return line;
                }
            }
        }
    }

    /// <returns>False when the run takes no more targets.</returns>
    private static bool Push(ExoPortRun run, string target)
    {
        targets++;
        try
        {
            // When there is no room, records have to be taken first: that is all there is to
            // back-pressure, and it never needs a second thread.
            while (!run.TryPush(target, 0))
            {
                Print(run, 1000);
            }
        }
        catch (ExoPortException error) when (error.Status == ExoPortRun.Finished)
        {
            return false;
        }
        catch (ExoPortException error) when (
            error.Status == ExoPortRun.BadTarget || error.Status == ExoPortRun.BadArgument)
        {
            // This one cannot be probed; the run goes on with the others.
            refused++;
            Console.Error.WriteLine(target + ": " + error.Message);
        }
        return true;
    }

    /// <summary>Prints what is ready.</summary>
    private static int Print(ExoPortRun run, uint timeoutMilliseconds)
    {
        List<string> batch = new List<string>();
        int status = run.Take(batch, timeoutMilliseconds);
        foreach (string record in batch)
        {
            output.Write(record + "\n");
        }
        output.Flush();
        records += batch.Count;
        if (cancelAfter > 0 && records >= cancelAfter)
        {
            run.Cancel();
            cancelAfter = 0;
        }
        return status;
    }
}
