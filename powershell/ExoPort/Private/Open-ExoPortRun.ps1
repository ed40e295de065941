function Open-ExoPortRun {
    <#
    Starts a run for a cmdlet and puts it into $State.Run, to be closed by the cmdlet. What the library refuses ends the
    cmdlet with an ErrorRecord of its own. Before PowerShell 7.3 the run is also closed when the command is disposed.
    #>
    param([hashtable] $State, [string] $Configuration, [System.Management.Automation.PSCmdlet] $Cmdlet)

    try {
        $State.Run = Start-ExoPortRun -Configuration $Configuration
    }
    catch [System.ArgumentException] {
        $Cmdlet.ThrowTerminatingError((New-ExoPortErrorRecord -Message $_.Exception.Message -ErrorId 'BadConfiguration' -InnerException $_.Exception))
    }
    catch [System.DllNotFoundException] {
        $Cmdlet.ThrowTerminatingError((New-ExoPortErrorRecord -Message $_.Exception.Message -ErrorId 'NativeLibrary' -Category 'ResourceUnavailable' -InnerException $_.Exception))
    }
    catch [System.IO.IOException] {
        $Cmdlet.ThrowTerminatingError((New-ExoPortErrorRecord -Message $_.Exception.Message -ErrorId 'Busy' -Category 'ResourceBusy' -InnerException $_.Exception))
    }
    catch [System.InvalidOperationException] {
        $Cmdlet.ThrowTerminatingError((New-ExoPortErrorRecord -Message $_.Exception.Message -ErrorId 'NativeFault' -Category 'InvalidResult' -InnerException $_.Exception))
    }
    if (-not $script:HasCleanBlock) {
        Register-ExoPortDisposal -Cmdlet $Cmdlet -Handle $State.Run.Handle
    }
}
